"""Settings that several tables share are set once, and what stands in their old place is told where to go."""

from dataclasses import dataclass, field
from typing import ClassVar

import pytest

from gcrm.core.settings.config import AgreedPlaces, AsOf, Config, into
from gcrm.core.settings.nodes import Node, assignment, nested
from gcrm.core.settings.shared import nested_in, sections


@dataclass(frozen=True)
class Privacy:
    """Taken by several tables."""

    section: ClassVar[str] = "privacy"
    min_members: int = 10
    rounded: bool = False

    def __post_init__(self) -> None:
        if self.min_members < 10:
            raise ValueError(f"min_members is {self.min_members}; 10 or more works.")


@dataclass(frozen=True)
class Listed:
    """A table's own settings, with those that it shares."""

    most: int = 3
    privacy: Privacy = field(default_factory=Privacy)


@dataclass(frozen=True)
class Other:
    """Another class that is read from the same section."""

    section: ClassVar[str] = "privacy"


def config(document: Node) -> Config:
    tables = document.value["tables"].value if "tables" in document.value else {}
    return Config("corner", {}, AsOf("silver.sales", "day"), AgreedPlaces(), tables=tables, document=document)


def taken(document, table="publish.list", cls=Privacy):
    problems = []
    return config(document).settings(table, cls, problems), problems


def test_every_table_takes_the_value_of_the_section(written):
    document = written("privacy: {min_members: 25}\ntables:\n  publish.list: {}\n  publish.best: {most: 5}\n")
    assert taken(document) == (Privacy(25), [])
    assert taken(document, "publish.map") == (Privacy(25), [])
    assert taken(document, "publish.best", Listed) == (Listed(5, Privacy(25)), [])


def test_without_a_section_there_are_the_defaults(written):
    assert taken(written("workers: 2\n")) == (Privacy(), [])
    assert taken(written("workers: 2\n"), cls=Listed) == (Listed(), [])


@pytest.mark.parametrize(
    ("cls", "below", "said"),
    [
        (
            Privacy,
            "min_members: 25",
            "'min_members' of publish.list is set once for every table that takes it; write privacy: {min_members: 25} "
            "beside 'tables' instead.",
        ),
        (
            Privacy,
            "min_member: 25",
            "Unknown key 'min_member': did you mean 'min_members'? Known: min_members, rounded.",
        ),
        (
            Listed,
            "privacy: {min_members: 25}",
            "'privacy' of publish.list is set once for every table that takes it; write privacy: {min_members: 25} "
            "beside 'tables' instead.",
        ),
        (Privacy, "- min_members", "publish.list must be a mapping of settings."),
    ],
)
def test_the_old_place_names_the_new_one(written, cls, below, said):
    _, problems = taken(written(f"tables:\n  publish.list:\n    {below}\n"), cls=cls)
    where = "conf/some.yml:2" if below.startswith("-") else "conf/some.yml:3"
    assert problems == [f"{where}: {said}"]


def test_the_old_place_on_the_command_line_names_what_to_type():
    path, value = assignment("publish.list.min_members=25", "a=b", [])
    assert path == "publish.list.min_members"
    _, problems = taken(nested(["tables", "publish.list", "min_members"], value))
    assert problems == [
        "--set publish.list.min_members=25: 'min_members' of publish.list is set once for every table that takes it; "
        "write --set privacy.min_members=25 instead."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("privacy: {min_members: 9}", "conf/some.yml:1: min_members is 9; 10 or more works."),
        (
            "privacy: {min_member: 25}",
            "conf/some.yml:1: Unknown key 'min_member': did you mean 'min_members'? Known: min_members, rounded.",
        ),
        ("privacy: 25", "conf/some.yml:1: privacy must be a mapping with min_members, rounded."),
    ],
)
@pytest.mark.parametrize("cls", [Privacy, Listed])
def test_a_section_is_as_strict_as_a_table(written, cls, text, said):
    assert taken(written(text), cls=cls) == (None, [said])


def test_sections_are_found_wherever_settings_take_them():
    assert sections([None, Listed, Privacy]) == {"privacy": Privacy}
    assert nested_in(Listed) == {"privacy": Privacy}
    with pytest.raises(ValueError, match="The section 'privacy' is read by "):
        sections([Listed, Other])


def test_what_is_read_elsewhere_may_stand_beside_and_is_known(written):
    node = written("most: 4\nprivacy: {}\nmots: 3\n")
    problems = []
    assert into(Listed, node, problems, beside=["tables"]) is None
    assert problems == ["conf/some.yml:3: Unknown key 'mots': did you mean 'most'? Known: most, privacy, tables."]
