"""`gcrm serve`: it listens on this machine alone unless told, and only where a lakehouse is."""

from gcrm.cli.parser import parsed


def test_nobody_else_reaches_it_unless_an_address_is_given():
    args = parsed(["serve", "--coalition", "demo"])
    assert (args.host, args.port, args.memory) == ("127.0.0.1", 10000, "2g")
    assert parsed(["serve", "--coalition", "demo", "--host", "0.0.0.0", "--port", "10001"]).port == 10001


def test_a_lakehouse_that_is_not_there_is_one_line(corner):
    result = corner.gcrm("serve", "--lakehouse", str(corner.lakehouse))
    assert (result.code, result.out) == (2, "")
    assert result.complaints == [f"gcrm: There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one."]
