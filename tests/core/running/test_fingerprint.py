"""The parts of a step that make its rows, and what does not."""

from dataclasses import dataclass, replace

import pytest

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.step import Landing, Lookup, News, Part, Step
from gcrm.core.contracts.table import Append, Field, Raw, ReplaceGroups, Rule, Table, Unique
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.reasons import changes

JOB = Job("ingest", "files to bronze")
LINES = Table("silver.lines", "Lines.", (Field("shop", "string", "Shop"), Field("amount", "int", "Paid")))
SHOPS = Table("silver.shops", "Shops.", (Field("shop", "string", "Shop"),))
SUMS = Table(
    "warehouse.sums",
    "Sums.",
    (Field("shop", "string", "Shop"), Field("amount", "bigint", "Paid", unit="cents")),
    key=("shop",),
    rules=(Rule("is_paid", "amount > 0", "Paid"),),
    load=ReplaceGroups(("shop",)),
    cluster_by=("shop",),
)


@dataclass(frozen=True)
class Settings:
    least: int = 1
    kinds: tuple[str, ...] = ("a", "é")


def build(lines, shops, settings):
    return lines, shops, settings


def other(lines, shops, settings):
    return settings, shops, lines


STEP = Step(SUMS, {"lines": News(LINES), "shops": Lookup(SHOPS, "shop")}, build, Settings)
RAW = Raw("sums", (Field("shop", "string", "Shop"), Field("member_id", "string", "Member")))
FED = Step(replace(SUMS, load=Append()), {"raw": RAW}, lambda raw: raw)


def part(**more):
    return Part("till", {"lines": News(LINES)}, lambda lines: lines, **{"by": ("shop",), "signature": "one", **more})


def with_output(**more):
    return replace(STEP, output=replace(SUMS, **more))


def test_every_part_has_a_name_and_plain_values_stand_as_they_are():
    parts = fingerprint(STEP, Settings())
    assert {
        key: value for key, value in parts.items() if not key.startswith(("code:", "rule:", "columns:", "fields"))
    } == {
        "column:shop": "string",
        "column:amount": "bigint",
        "key": "shop",
        "load": "ReplaceGroups(by=('shop',))",
        "cluster_by": "shop",
        "day": "",
        "period": "",
        "settings.least": "1",
        "settings.kinds": '["a", "é"]',
        "input:lines": "news silver.lines",
        "input:shops": "lookup silver.shops on=shop",
    }
    assert {key for key in parts if key.startswith("rule:")} == {"rule:shop_is_given", "rule:is_paid"}
    assert {key for key in parts if key.startswith("columns:")} == {"columns:silver.lines", "columns:silver.shops"}
    assert [key for key in parts if key.startswith("code:")] == [
        "code:core/contracts/causes.py",  # with the next, what decides which rows are kept
        "code:core/running/quality.py",
        "code:core/running/test_fingerprint.py",
    ]
    assert all(isinstance(value, str) for value in parts.values())


def with_input(**more):
    return replace(STEP, inputs={**STEP.inputs, **more})


@pytest.mark.parametrize(
    ("changed", "settings", "said"),
    [
        (with_output(cluster_by=()), Settings(), "cluster by: shop -> none"),
        (with_output(rules=()), Settings(), "rule is_paid is gone"),
        (with_output(fields=(SUMS.fields[0], replace(SUMS.fields[1], unit="euro"))), Settings(), "what is told of its"),
        (STEP, Settings(2), "least 1 -> 2"),
        (with_input(shops=SHOPS), Settings(), "input shops: lookup silver.shops on=shop -> silver.shops"),
        (with_input(lines=News(LINES, True)), Settings(), "input lines: news silver.lines -> news silver.lines by"),
    ],
)  # fmt: skip
def test_a_change_of_what_makes_rows_is_named(changed, settings, said):
    assert any(one.startswith(said) for one in changes(fingerprint(STEP, Settings()), fingerprint(changed, settings)))


@pytest.mark.parametrize(
    "changed",
    [
        with_output(doc="Sums of lines."),
        with_output(checks=(Unique(("shop",)),)),
        with_output(fields=(SUMS.fields[0], replace(SUMS.fields[1], doc="In all"))),
        with_output(rules=(replace(SUMS.rules[0], doc="Not for nothing"),)),
        replace(STEP, build=other),
    ],
)
def test_words_checks_and_which_function_of_the_module_it_is_make_no_difference(changed):
    assert fingerprint(changed, Settings()) == fingerprint(STEP, Settings())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), ["feed till is gone"]),
        ((part(), replace(part(), name="kiosk")), ["feed kiosk is new"]),
        ((part(signature="two"),), ["feed till's SELECT changed"]),
        ((part(by=None),), ["feed till's SELECT changed"]),
    ],
)
def test_a_feed_is_a_part_of_its_own(parts, said):
    before = fingerprint(FED.bound((part(),)))
    assert [one for one in changes(before, fingerprint(FED.bound(parts))) if one.startswith("feed")] == said


def test_what_a_feed_must_give_counts_with_whose_key_it_is():
    personal = replace(RAW, fields=(RAW.fields[0], replace(RAW.fields[1], pii="pseudonym")))
    now = replace(FED, inputs={"raw": personal})
    assert changes(fingerprint(FED), fingerprint(now)) == ["what its feeds must give changed"]


def test_a_bronze_table_is_made_by_columns_options_and_readers():
    land = Landing(LINES, "till", "*.csv", (), list, str, str, list, JOB, ("gcrm.core.exact",), {"sep": ","})
    parts = fingerprint(land)
    assert set(parts) == {
        "column:shop", "column:amount", "fields", "key", "load", "cluster_by", "day", "period", "option:sep",
        "code:core/exact.py",
    }  # fmt: skip
    assert changes(parts, fingerprint(replace(land, options={"sep": ";"}))) == ['sep of its files "," -> ";"']
    assert fingerprint(replace(land, pattern="*/*.csv", key=("shop",))) == parts, "which files there are, and records"
