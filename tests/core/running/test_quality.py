"""Good rows from bad: all reasons kept, null fails, repeats told from contradictions, nothing lost."""

import random

import pytest

from gcrm.core.contracts.table import SOURCE, Field, Rule, Table
from gcrm.core.running import quality
from gcrm.core.running.quality import CONTRADICTS, ColumnMismatchError
from gcrm.core.testing import plain, rows, same

SALES = Table(
    "silver.sales",
    "Sales.",
    (
        Field("sale_id", "string", "Identifier"),
        Field("amount", "int", "Paid", required=True),
        Field("note", "string", "Words"),
        Field("tags", "map<string,string>", "Marks"),
        SOURCE,
    ),
    key=("sale_id",),
    rules=(Rule("amount_is_positive", "amount > 0"), Rule("note_is_short", "length(note) < 5")),
)
LOOSE = Table("silver.loose", "No key.", (Field("amount", "int", "Paid"),), rules=(Rule("is_positive", "amount > 0"),))


def at(line, file="a.csv", revision=1):
    return (file, revision, line)


def sale(line, sale_id="s1", amount=1, note="ok", file="a.csv", revision=1, tags=None):
    place = at(line, file, revision)
    return {"sale_id": sale_id, "amount": amount, "note": note, "tags": tags, "_source": place}


def verdicts(spark, *given):
    """Line -> (reasons, repeats) of a judged frame of sales."""
    judged = quality.judged(rows(spark, SALES, *given), SALES)
    chosen = judged.select("_source.file", "_source.revision", "_source.line", "_failed", "_repeats").collect()
    return {(file, revision, line): (failed, repeats) for file, revision, line, failed, repeats in chosen}


GOOD, REPEATED, CONTRADICTED = ([], False), ([], True), ([CONTRADICTS], False)


def test_every_reason_is_kept_and_a_null_verdict_fails(spark):
    found = verdicts(
        spark,
        sale(2),
        sale(3, "s2", amount=-1, note="too long"),
        sale(4, "s3", note=None),
        sale(5, "s4", amount=None),
        sale(6, None),
    )
    assert found == {
        at(2): GOOD,
        at(3): (["amount_is_positive", "note_is_short"], False),
        at(4): (["note_is_short"], False),
        at(5): (["amount_is_given", "amount_is_positive"], False),
        at(6): (["sale_id_is_given"], False),
    }


def test_what_could_not_be_read_is_named_before_the_rules(spark):
    frame = rows(spark, SALES, sale(2, amount=None), sale(3, "s2")).selectExpr(
        "*", "IF(_source.line = 2, map('amount', '12,50', 'note', 'x'), NULL) AS _unreadable"
    )
    judged = quality.judged(quality.match_columns(frame, SALES), SALES)
    reasons = ["amount_is_readable", "note_is_readable", "amount_is_given", "amount_is_positive"]
    same(judged, [(2, reasons), (3, [])], "_source.line", "_failed")
    same(quality.bad(judged, SALES), [(2, {"amount": "12,50", "note": "x"})], "_source.line", "_unreadable")
    assert quality.good(judged).columns == list(SALES.columns)


def test_the_last_of_equal_rows_is_kept(spark):
    assert verdicts(spark, sale(2), sale(3), sale(4)) == {at(2): REPEATED, at(3): REPEATED, at(4): GOOD}


def test_a_delivery_that_gives_a_key_several_values_is_refused_by_that_key(spark):
    found = verdicts(spark, sale(2, amount=1), sale(3, amount=2), sale(4, amount=2), sale(5, "s2"))
    assert found == {at(2): CONTRADICTED, at(3): CONTRADICTED, at(4): CONTRADICTED, at(5): GOOD}


def test_what_came_before_stands_where_a_delivery_contradicts_itself(spark):
    found = verdicts(
        spark, sale(2, amount=1), sale(3, amount=1), sale(2, amount=2, file="b.csv"), sale(3, amount=3, file="b.csv")
    )
    assert found == {
        at(2): REPEATED, at(3): GOOD, at(2, "b.csv"): CONTRADICTED, at(3, "b.csv"): CONTRADICTED,
    }  # fmt: skip


def test_maps_and_nulls_are_compared_by_value(spark):
    found = verdicts(
        spark,
        sale(2, tags={"a": "1"}), sale(3, tags={"a": "1"}),
        sale(4, "s2", tags={"a": "1"}), sale(5, "s2", tags={"a": "2"}),
        sale(6, "s3", tags=None), sale(7, "s3", tags={"a": "1"}),
    )  # fmt: skip
    assert [found[at(line)] for line in (2, 3)] == [REPEATED, GOOD]
    assert [found[at(line)] for line in (4, 5)] == [CONTRADICTED, CONTRADICTED]
    assert [found[at(line)] for line in (6, 7)] == [CONTRADICTED, CONTRADICTED]


def test_a_later_delivery_supersedes_without_contradiction(spark):
    found = verdicts(spark, sale(2, amount=1), sale(9, amount=3, file="b.csv"), sale(3, amount=2))
    assert found == {at(2): REPEATED, at(3): REPEATED, at(9, "b.csv"): GOOD}


def test_a_later_revision_beats_an_earlier_one_of_the_same_file(spark):
    assert verdicts(spark, sale(9, amount=1), sale(2, amount=2, revision=2)) == {
        at(9): REPEATED,
        at(2, "a.csv", 2): GOOD,
    }


def test_a_bad_row_neither_supersedes_nor_contradicts_a_good_one(spark):
    found = verdicts(spark, sale(2), sale(3, amount=-5), sale(2, amount=-5, file="b.csv"))
    assert found[at(2)] == GOOD
    assert found[at(3)] == found[at(2, "b.csv")] == (["amount_is_positive"], False)


def test_rows_without_a_key_never_repeat(spark):
    judged = quality.judged(rows(spark, LOOSE, {"amount": 1}, {"amount": 1}, {"amount": 0}, {"amount": None}), LOOSE)
    assert sorted(map(repr, plain(judged, "_failed", "_repeats"))) == [
        "(['is_positive'], False)", "(['is_positive'], False)", "([], False)", "([], False)",
    ]  # fmt: skip


def test_missing_and_unexpected_columns_are_both_named(spark):
    frame = spark.sql("SELECT 's1' AS sale_id, 2 AS amount, 'x' AS remark, 'y' AS more")
    with pytest.raises(ColumnMismatchError) as caught:
        quality.match_columns(frame, SALES)
    assert str(caught.value) == (
        "silver.sales: missing columns ['_source', 'note', 'tags'], unexpected columns ['more', 'remark']."
    )


def test_columns_are_put_in_order_and_typed(spark):
    frame = spark.sql(
        "SELECT CAST(NULL AS MAP<STRING, STRING>) AS tags, 7 AS note, CAST(2 AS BIGINT) AS amount, 's1' AS sale_id, "
        "named_struct('file', 'a', 'revision', 1L, 'line', 2) AS _source"
    )
    matched = quality.match_columns(frame, SALES)
    assert matched.columns == list(SALES.columns)
    assert dict(matched.dtypes) == {field.name: field.type for field in SALES.fields}


def drawn(seed):
    """Sixty random sales: few keys, three files, bad values, equal and contradicting lines."""
    dice = random.Random(seed)
    places = [at(line, file, revision) for file, revision in (("a", 1), ("a", 2), ("b", 1)) for line in range(2, 22)]
    return [
        {
            "sale_id": dice.choice(["s1", "s2", "s3", "s4", "s5", None]),
            "amount": dice.choice([1, 1, 1, 2, 2, 0, None]),
            "note": dice.choice(["ok", "ok", "no", "much too long", None]),
            "_source": place,
        }
        for place in places
    ]


def expected(given):
    """The verdicts in plain Python: (reasons, repeats) per place."""
    found, groups = {}, {}
    for row in given:
        amount, note = row["amount"], row["note"]
        named = {
            "sale_id_is_given": row["sale_id"] is not None,
            "amount_is_given": amount is not None,
            "amount_is_positive": amount is not None and amount > 0,
            "note_is_short": note is not None and len(note) < 5,
        }
        reasons = [name for name, holds in named.items() if not holds]
        found[row["_source"]] = (reasons, False)
        if not reasons:
            groups.setdefault(row["sale_id"], []).append(row)
    for group in groups.values():
        values = {}
        for row in group:
            values.setdefault(row["_source"][:2], set()).add((row["amount"], row["note"]))
        stands = None
        for row in sorted(group, key=lambda row: row["_source"], reverse=True):
            if stands:
                found[row["_source"]] = REPEATED
            elif len(values[row["_source"][:2]]) > 1:
                found[row["_source"]] = CONTRADICTED
            else:
                stands = row
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_is_kept_quarantined_or_repeated_each_once(spark, seed):
    given = drawn(seed)
    random.Random(-seed).shuffle(given)
    judged = quality.judged(rows(spark, SALES, *given), SALES).repartition(3).persist()
    wanted = expected(given)
    chosen = judged.select("_source.file", "_source.revision", "_source.line", "_failed", "_repeats")
    same(chosen, [(*place, *verdict) for place, verdict in wanted.items()])
    counts = quality.Counts(**judged.agg(*quality.tally()).first().asDict())
    assert counts.read == len(given) == counts.kept + counts.quarantined + counts.repeated
    assert counts.kept == quality.good(judged).count() == sum(verdict == GOOD for verdict in wanted.values())
    assert counts.quarantined == quality.bad(judged, SALES).count() > 0 < counts.repeated
    assert quality.good(judged).groupBy("sale_id").count().filter("count > 1").count() == 0
    judged.unpersist()
