"""`gcrm forget`: a member who is not named is asked for before any work."""


def test_nobody_is_named(corner):
    result = corner.gcrm("forget", "--lakehouse", str(corner.lakehouse))
    said = "gcrm: Name a member: --member KEY, or --list FILE with one key on each line."
    assert (result.code, result.complaints) == (2, [said])


def test_a_lakehouse_that_is_not_there_is_named(corner):
    result = corner.gcrm("forget", "--lakehouse", str(corner.lakehouse), "--member", "K-1")
    assert result.complaints == [f"gcrm: There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one."]
