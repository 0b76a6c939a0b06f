"""Every setting tells the line it was read from, or the class whose default it is."""

from dataclasses import dataclass, field

from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import nested, overlay, read_text
from gcrm.core.settings.origins import of_mapping, settings_of


@dataclass(frozen=True)
class Hours:
    """Nested."""

    first: int = 8
    last: int = 20


@dataclass(frozen=True)
class Shop:
    """A value of each kind."""

    name: str
    size: int = 3
    hours: Hours = field(default_factory=Hours)
    words: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"a": ("x", "y"), "b": ("z",)})


DEFAULT, OF_HOURS = f"default of {Shop.__module__}.Shop", f"default of {Hours.__module__}.Hours"


def told(node):
    return [(s.key, s.value, s.origin, s.changed) for s in settings_of(into(Shop, node, []), node)]


def test_defaults_are_told_of_their_class(written):
    assert told(written("name: Corner\n")) == [
        ("name", "Corner", "conf/some.yml:1", True),
        ("size", 3, DEFAULT, False),
        ("hours.first", 8, OF_HOURS, False),
        ("hours.last", 20, OF_HOURS, False),
        ("words.a", ("x", "y"), DEFAULT, False),
        ("words.b", ("z",), DEFAULT, False),
    ]


def test_what_is_written_is_told_of_its_line_and_changed_only_where_it_differs(written):
    base = written("name: Corner\nsize: 3\nhours:\n  last: 22\nwords:\n  a: [x, y]\n  b: [w]\n")
    given = overlay(base, nested(["hours", "first"], read_text("9", "--set hours.first=9")))
    assert told(given) == [
        ("name", "Corner", "conf/some.yml:1", True),
        ("size", 3, "conf/some.yml:2", False),
        ("hours.first", 9, "--set hours.first=9", True),
        ("hours.last", 22, "conf/some.yml:4", True),
        ("words.a", ("x", "y"), "conf/some.yml:6", False),
        ("words.b", ("w",), "conf/some.yml:7", True),
    ]


def test_a_mapping_without_defaults_is_all_told(written):
    node = overlay(written("a.b: x\nc: y\n", "base.yml"), written("c: z\n", "env.yml"))
    told = [(s.key, s.value, s.origin, s.changed) for s in of_mapping(node.plain(), node)]
    assert told == [("a.b", "x", "conf/base.yml:1", True), ("c", "z", "conf/env.yml:1", True)]
