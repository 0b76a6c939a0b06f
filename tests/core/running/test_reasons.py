"""Why a step runs, in words."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from gcrm.core.running.reasons import NEVER, UNKNOWN, changes, only_code, short, why

DAY = date(2018, 10, 31)


@dataclass
class Entry:
    table_name: str = "silver.sales"
    started_at: datetime = datetime(2018, 11, 1)
    inputs: dict = field(default_factory=lambda: {"bronze.lines": 3})
    output_version: int = 2
    fingerprint: dict | None = field(default_factory=lambda: {"rule:a": "1"})
    as_of: date | None = DAY


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"rule:a": "1"}, {"rule:a": "1"}, []),
        ({}, {"rule:a": "1"}, ["rule a is new"]),
        ({"rule:a": "1"}, {"rule:a": "2"}, ["rule a changed"]),
        ({"rule:a": "1"}, {}, ["rule a is gone"]),
        ({}, {"column:y": "int"}, ["column y is new"]),
        ({"column:y": "int"}, {"column:y": "bigint"}, ["column y: int -> bigint"]),
        ({"column:y": "int"}, {}, ["column y is gone"]),
        ({"settings.k_max": "7"}, {"settings.k_max": "9"}, ["k_max 7 -> 9"]),
        ({}, {"settings.k_max": "9"}, ["k_max is new"]),
        ({"feed:kiosk": "1"}, {"feed:kiosk": "2"}, ["feed kiosk's SELECT changed"]),
        ({"feed:kiosk": "1", "columns:vault.kiosk_lines": "1"}, {}, ["feed kiosk is gone"]),
        ({"input:a": "news of x.y"}, {"input:a": "x.y"}, ["input a: news of x.y -> x.y"]),
        ({"input:raw": "raw 1"}, {"input:raw": "raw 2"}, ["what its feeds must give changed"]),
        ({"columns:x.y": "1"}, {"columns:x.y": "2"}, ["columns of x.y changed"]),
        ({"fields": "1"}, {"fields": "2"}, ["what is told of its columns changed"]),
        ({"fields": "1", "column:y": "int"}, {"fields": "2"}, ["column y is gone"]),
        ({"key": "a"}, {"key": "a, b"}, ["key: a -> a, b"]),
        ({"cluster_by": ""}, {"cluster_by": "a"}, ["cluster by: none -> a"]),
        ({'option:sep': '","'}, {'option:sep': '";"'}, ['sep of its files "," -> ";"']),
        ({"code:a.py": "1", "code:b.py": "1"}, {"code:b.py": "2"}, ["its code changed (a.py, b.py)"]),
    ],
)  # fmt: skip
def test_a_difference_has_its_words(before, now, said):
    both = {"load": "Replace()"}
    assert changes({**both, **before}, {**both, **now}) == said


def test_contract_and_settings_stand_before_code():
    now = {"code:a.py": "2", "settings.k": "2", "rule:a": "2"}
    assert changes(dict.fromkeys(now, "1"), now) == ["rule a changed", "k 1 -> 2", "its code changed (a.py)"]


@pytest.mark.parametrize("before", [None, {}])
def test_what_made_an_old_table_is_not_known(before):
    assert changes(before, {"rule:a": "1"}) == [UNKNOWN]


def test_a_table_is_built_for_the_first_time_or_for_changes_news_and_another_day():
    same = {"rule:a": "1"}
    assert why(None, same, {"bronze.lines": 3}, DAY) == [NEVER]
    assert why(Entry(), same, {"bronze.lines": 3}, DAY) == []
    assert why(Entry(), {}, {"bronze.lines": 4}, date(2018, 11, 30)) == [
        "rule a is gone", "bronze.lines has news", "business date 2018-10-31 -> 2018-11-30"
    ]  # fmt: skip


def test_an_input_that_was_not_read_before_is_no_news():
    assert why(Entry(), {"rule:a": "1"}, {"bronze.lines": 3, "bronze.more": 1}, DAY) == []


def test_only_code_is_told_from_the_rest():
    assert only_code(["its code changed (a.py)"])
    assert not only_code(["its code changed (a.py)", "column y is new"])


def test_a_line_shows_the_first_reason_and_counts_the_others():
    assert short([]) == ""
    assert short(["rule a is new", "b", "c"]) == "rule a is new, and 2 more"
    assert short(["x" * 100], most=20) == "x" * 17 + "..."
