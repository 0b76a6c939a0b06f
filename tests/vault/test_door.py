"""Through the door go typed and pseudonymous rows; no key and no person's key goes with them."""

import hmac
from datetime import date, datetime
from decimal import Decimal

from pyspark.sql import functions as F

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.bronze.values import Values
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Raw, Table
from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.sources.spec import FileSpec
from gcrm.vault.derived import Keys
from gcrm.vault.door import bind, opened, pseudonym
from gcrm.vault.reading import Reading

MASTER = bytes.fromhex("c0ffee" + "5a" * 29)
KEYS = Keys("corner", lambda: MASTER, lambda: MASTER)
HASHED = {"member_id": b"k"}
RAW = Raw(
    "sales",
    (
        Field("member_id", "string", "Member", pii="pseudonym"),
        Field("amount", "decimal(18,2)", "Paid"),
        Field("line", "int", "Line"),
        Field("day", "date", "Day"),
        Field("sold_at", "timestamp", "Instant"),
        Field("is_return", "boolean", "Return"),
        Field("note", "string", "Words", pii="text"),
        Field("birth_date", "date", "Birthday", pii="direct"),
    ),
)


def delivered(spark, *given):
    kinds = ", ".join(f"`{field.name}` string" for field in RAW.fields)
    lines = [(*(one.get(field.name) for field in RAW.fields), ("a.csv", 1, line)) for line, one in enumerate(given, 2)]
    return small(spark, f"{kinds}, `{SOURCE.name}` {SOURCE.type}", lines)


USUAL = Reading()


def passed(spark, *given, how=USUAL):
    """What becomes of each line, in order."""
    return sorted(opened(delivered(spark, *given), RAW, HASHED, how).collect(), key=lambda row: row["_source"]["line"])


# Test cases 1, 2, 3, 4 and 6 of RFC 4231, truncated to 128 bits as its case 5 does.
VECTORS = [
    (b"\x0b" * 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b"),
    (b"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c7"),
    (b"\x0c" * 20, "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"),
    (b"\xaa" * 131, "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f"),
]


def test_a_pseudonym_is_the_standard_hmac(spark):
    frame = small(spark, "none int", [(1,)])
    same(
        frame.select(*(pseudonym(F.lit(text), key).alias(text) for key, text, _ in VECTORS)),
        [tuple(digest for *_, digest in VECTORS)],
    )


def test_pseudonyms_are_those_of_the_standard_library_and_null_stays_null(spark):
    keys = ["c-1", "c-2", "São 서울", "", None, "c-1"]
    frame = small(spark, "k string", [(key,) for key in keys])
    digests = [key and hmac.new(MASTER, key.encode(), "sha256").hexdigest()[:32] for key in keys]
    digests[3] = hmac.new(MASTER, b"", "sha256").hexdigest()[:32]
    same(frame.select("k", pseudonym(frame.k, MASTER).alias("p")), zip(keys, digests, strict=True))


def test_the_same_key_in_two_namespaces_is_two_people(spark):
    frame = small(spark, "k string", [("c-1",)])
    one, other = (pseudonym(frame.k, KEYS.member(name)) for name in ("till", "web"))
    assert len(set(frame.select(one, other).first())) == 2


def test_text_becomes_the_type_of_the_contract(spark):
    given = {
        "member_id": "c-1", "amount": "12.50", "line": " 3 ", "day": "2018-02-28", "sold_at": "2018-02-28 23:59:59",
        "is_return": "true", "note": "  kept as written ", "birth_date": "1980-01-01",
    }  # fmt: skip
    [row] = passed(spark, given)
    assert row["amount"] == Decimal("12.50")
    assert (row["line"], row["day"], row["is_return"]) == (3, date(2018, 2, 28), True)
    assert row["sold_at"] == datetime(2018, 2, 28, 23, 59, 59)
    assert (row["note"], row["_unreadable"]) == ("  kept as written ", {})
    assert tuple(row["_source"]) == ("a.csv", 1, 2)


NO_VALUES = [
    ("amount", "12,50"), ("amount", "1.234,50"), ("amount", "R$ 12"), ("line", "1.5x"), ("day", "2018-02-30"),
    ("day", "30/02/2018"), ("sold_at", "2018-02-30 10:00:00"), ("sold_at", "2018-01-01 25:00:00"),
    ("is_return", "maybe"), ("amount", "99999999999999999999"),
]  # fmt: skip


def test_what_is_no_value_of_the_type_is_null_and_named(spark):
    found = passed(spark, *({name: text} for name, text in NO_VALUES))
    assert [row["_unreadable"] for row in found] == [{name: text} for name, text in NO_VALUES]
    assert [row[name] for row, (name, _) in zip(found, NO_VALUES, strict=True)] == [None] * len(NO_VALUES)


def test_amounts_from_the_limit_on_and_times_to_come_are_kept_and_named_with_a_reason(spark):
    how = Reading(largest_amount=1000)
    over = {"amount": "1000.00", "sold_at": "2062-04-01 10:00:00", "day": "2062-04-01", "member_id": "K-7"}
    row, below = passed(spark, over, {"amount": "-999.99"}, how=how)
    assert (row["amount"], row["sold_at"]) == (Decimal(1000), datetime(2062, 4, 1, 10))
    assert row["_unreadable"] == {
        "amount_is_plausible": "1000.00", "day_is_not_in_the_future": "2062-04-01",
        "sold_at_is_not_in_the_future": "2062-04-01 10:00:00",
    }  # fmt: skip
    assert below["_unreadable"] == {}


def test_nobody_has_no_pseudonym_one_key_has_one_and_a_rounded_key_is_refused(spark):
    def known(*keys, **options):
        return passed(spark, *({"member_id": key} for key in keys), how=Reading(Values(**options)))

    nobody, one = ("NULL", "0000000", "-", "\\N", "nan"), ("17850", "17850.0", " 17850\u00a0", "17850\u200b")
    *found, rounded = known(*nobody, *one, "1.23457E+12")
    assert [(row["member_id"], row["_unreadable"]) for row in found[:5]] == [(None, {})] * 5
    assert len({row["member_id"] for row in found[5:]} - {None}) == 1
    assert rounded["_unreadable"] == {"member_id": "(withheld)"}
    named = known("0", "TILL", somebody=("0",), nobody=("TILL",))
    assert [row["member_id"] is None for row in named] == [False, True]


def test_a_column_may_be_written_in_another_way_than_its_feed(spark):
    how = Reading(Values(decimal=",", thousands="."), {"amount": Values(decimal=".", thousands=",")})
    [row] = passed(spark, {"amount": "1,250.50"}, how=how)
    assert (row["amount"], row["_unreadable"]) == (Decimal("1250.50"), {})


def census(spark, *values):
    raw = Raw("figures", (Field("value", "double", "Figure"),))
    given = [(value, ("census.csv", 1, line)) for line, value in enumerate(values, 2)]
    kind = "double" if isinstance(values[0], float) else "string"
    frame = small(spark, f"value {kind}, `{SOURCE.name}` {SOURCE.type}", given)
    return [
        tuple(row) for row in opened(frame, raw, {}).orderBy("_source.line").select("value", "_unreadable").collect()
    ]


def test_a_column_that_mixes_thousands_with_what_may_be_decimals_is_told(spark):
    assert census(spark, "125.000", "1.250.000", "850") == [
        (None, {"value": "125.000 beside grouped thousands"}), (None, {"value": "1.250.000"}), (850.0, {}),
    ]  # fmt: skip
    assert census(spark, "125.000", "0.5") == [(125.0, {}), (0.5, {})]


def test_a_figure_that_a_select_has_made_of_none_is_none(spark):
    assert census(spark, 1.5, float("nan"), float("inf")) == [
        (1.5, {}), (None, {"value": "NaN"}), (None, {"value": "Infinity"}),
    ]  # fmt: skip


def test_what_may_name_a_person_is_named_without_its_text(spark):
    [row] = passed(spark, {"birth_date": "born in May", "amount": "x"})
    assert row["_unreadable"] == {"birth_date": "(withheld)", "amount": "x"}


def test_blank_text_is_no_value_and_no_mistake(spark):
    found = passed(spark, *({"member_id": blank, "amount": blank, "day": blank} for blank in ("", "   ", None)))
    told = [(row["member_id"], row["amount"], row["day"], row["_unreadable"]) for row in found]
    assert told == [(None, None, None, {})] * 3


SALES = Table("silver.sales", "Sales.", (*RAW.fields[:2], SOURCE), key=("member_id",))
CORNER = FeedSpec("Till", {"lines": FileSpec("*.csv", "csv", ("customer", "price"), personal=("customer",))}, "till")
SQL = "SELECT customer AS member_id, price AS amount, _source FROM lines"


def bound(spark, spec=CORNER, sql=SQL):
    """The frame that a step's only part yields, from one record of customer-4711."""
    step = Step(SALES, {"raw": Raw("sales", RAW.fields[:2])}, lambda raw: raw)
    [part] = bind(step, [Feed("till", spec, {"sales": sql}, "x"), Feed("idle", spec, {}, "x")], KEYS).parts
    kinds = f"customer string, price string, _extra map<string,string>, _problem string, `_source` {SOURCE.type}"
    frame = small(spark, kinds, [("customer-4711", "2", None, None, ("a.csv", 1, 2))])
    return part, part.build(lines=frame)


def test_a_step_is_bound_to_each_feed_that_selects_for_it(spark):
    part, frame = bound(spark)
    pseudo = hmac.digest(KEYS.member("till"), b"customer-4711", "sha256")[:16].hex()
    same(frame, [(pseudo, Decimal("2.00"))], "member_id", "amount")
    assert (part.name, list(part.inputs), part.by) == ("till", ["lines"], None)
    other, _ = bound(spark, sql=SQL.replace("price AS", "price + 1 AS"))
    assert part.signature != other.signature, "a changed SELECT is a changed configuration"


def test_no_plan_holds_the_key_or_the_key_of_a_person(spark, capsys):
    _, frame = bound(spark)
    # Grouped and cached, as a run has them; the values of a local relation are none of the plan's text.
    grouped = frame.persist().groupBy("member_id").count()
    grouped.collect()
    for mode in ("extended", "formatted", "codegen"):
        frame.explain(mode)
        grouped.explain(mode)
    shown = capsys.readouterr().out
    assert "digests(" in shown, "the plan does show the function"
    for word in (MASTER.hex(), KEYS.member("till").hex(), repr(MASTER), "c0ffee", "4711"):
        assert word not in shown
    frame.unpersist()
