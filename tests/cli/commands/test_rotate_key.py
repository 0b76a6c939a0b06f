"""`gcrm rotate-key`: refused where there is nothing to give a new key to."""


def test_a_lakehouse_that_is_not_there_is_named(corner):
    result = corner.gcrm("rotate-key", "--lakehouse", str(corner.lakehouse))
    assert result.complaints == [f"gcrm: There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one."]
