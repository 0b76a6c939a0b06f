"""`gcrm explain` takes a thing and its key."""

from gcrm.cli.parser import parsed


def test_a_thing_and_its_key_are_asked_for():
    args = parsed(["explain", "member", "abc", "--coalition", "demo"])
    assert (args.thing, args.key, args.command.name) == ("member", "abc", "explain")
