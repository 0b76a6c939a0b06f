"""Configuration is strict: every mistake at once, each with its file, its line and what would have worked."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pytest

from gcrm.core.settings.config import digest, into


@dataclass(frozen=True)
class Inner:
    """Nested."""

    name: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(f"weight must not be negative, not {self.weight}.")


@dataclass(frozen=True)
class Settings:
    """One of each kind."""

    k_max: int
    share: float = 0.5
    exact: bool = False
    method: Literal["reml", "ml"] = "reml"
    words: tuple[str, ...] = ()
    inner: Inner | None = None
    since: date | None = None
    by_name: dict[str, Inner] = field(default_factory=dict)
    anything: Any = None


def mistakes(cls, node):
    problems = []
    assert into(cls, node, problems, "settings") is None
    return problems


def test_every_kind_of_value_is_read(written):
    node = written(
        "k_max: 6\nshare: 1\nexact: true\nmethod: ml\nwords: [a, b]\nsince: 2018-01-31\n"
        "inner: {name: x}\nby_name: {one: {name: y, weight: 2}}\nanything: {a: [1, {b: 2}]}\n"
    )
    assert into(Settings, node, []) == Settings(
        6, 1.0, True, "ml", ("a", "b"), Inner("x"), date(2018, 1, 31), {"one": Inner("y", 2.0)}, {"a": [1, {"b": 2}]}
    )
    assert isinstance(into(Settings, node, []).share, float)


def test_an_unknown_key_names_the_known_ones_and_where_it_stands(written):
    [problem] = mistakes(Settings, written("k_max: 2\nshar: 0.1\n"))
    assert problem.startswith("conf/some.yml:2: Unknown key 'shar': did you mean 'share'? Known: anything, by_name, ")


def test_a_nested_mistake_has_its_own_line(written):
    problems = mistakes(Settings, written("k_max: 2\ninner:\n  name: x\n  wait: 3\nby_name:\n  one:\n    weight: 1\n"))
    assert problems == [
        "conf/some.yml:4: Unknown key 'wait': did you mean 'weight'? Known: name, weight.",
        "conf/some.yml:6: key 'name' is missing.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("k_max: many", "conf/some.yml:1: 'k_max' must be a whole number, not 'many'."),
        ("k_max: 2.5", "conf/some.yml:1: 'k_max' must be a whole number, not 2.5."),
        ("k_max: true", "conf/some.yml:1: 'k_max' must be a whole number, not True."),
        ("k_max:", "conf/some.yml:1: 'k_max' must be a whole number, not None."),
        ("k_max: 1\nshare: half", "conf/some.yml:2: 'share' must be a number, not 'half'."),
        ("k_max: 1\nexact: 1", "conf/some.yml:2: 'exact' must be true or false, not 1."),
        ("k_max: 1\nwords: a", "conf/some.yml:2: 'words' must be a list of text, not 'a'."),
        ("k_max: 1\nwords:\n- a\n- 2", "conf/some.yml:4: 'words' must be text, not 2."),
        ("k_max: 1\nsince: tomorrow", "conf/some.yml:2: 'since' must be a date, not 'tomorrow'."),
        ("k_max: 1\nby_name: [a]", "conf/some.yml:2: 'by_name' must be a mapping, not ['a']."),
        ("k_max: 1\ninner: x", "conf/some.yml:2: inner must be a mapping with name, weight."),
        (
            "k_max: 1\nmethod: rmel",
            "conf/some.yml:2: Unknown value of method 'rmel': did you mean 'reml'? Known: ml, reml.",
        ),
        ("share: 0.1", "conf/some.yml:1: key 'k_max' is missing."),
        ("", "conf/some.yml:1: key 'k_max' is missing."),
        ("k_max: 1\ninner: {name: a, weight: -1}", "conf/some.yml:2: weight must not be negative, not -1.0."),
        (
            "- k_max",
            "conf/some.yml:1: settings must be a mapping with k_max, share, exact, method, words, inner, since, "
            "by_name, anything.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_would_do(written, text, problem):
    assert mistakes(Settings, written(text)) == [problem]


def test_all_mistakes_are_named_at_once(written):
    problems = mistakes(Settings, written("shar: 1\nexact: maybe\nwords: 3\n"))
    assert [problem.partition(": ")[0] for problem in problems] == [
        "conf/some.yml:1", "conf/some.yml:2", "conf/some.yml:3", "conf/some.yml:1",
    ]  # fmt: skip


def test_a_digest_tells_the_order_of_a_list():
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})
