"""`gcrm subject`: a member who is not named is asked for before any work."""


def test_nobody_is_named(corner, tmp_path):
    more = ["--out", str(tmp_path / "out")]
    result = corner.gcrm("subject", "--lakehouse", str(corner.lakehouse), *more)
    said = "gcrm: Name a member: --member KEY, or --list FILE with one key on each line."
    assert (result.code, result.complaints) == (2, [said])


def test_a_lakehouse_that_is_not_there_is_named(corner, tmp_path):
    more = ["--out", str(tmp_path / "out")]
    result = corner.gcrm("subject", "--lakehouse", str(corner.lakehouse), "--member", "K-1", *more)
    assert result.complaints == [f"gcrm: There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one."]
