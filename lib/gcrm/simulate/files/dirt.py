"""What is wrong with deliveries: planted at set rates, one defect a line at most, and what a run must make of each."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.draws import Draws, pick
from gcrm.simulate.files.writer import CORRECTED, MISSING, NORMAL, TRUNCATED, TWICE
from gcrm.simulate.parameters import Dirt, World

KEPT, REPEATED, QUARANTINED = "kept", "repeated", "quarantined"
# What becomes of a line with each kind of defect, and why.
EXPECTED = {
    "duplicate": (REPEATED, "the line stands in the file twice; it counts once"),
    "late": (KEPT, "the line comes with a later delivery; it counts on its own day"),
    "orphan_store": (KEPT, "nobody knows the store; the money was paid all the same"),
    "orphan_article": (KEPT, "nobody knows the article; the line has no category"),
    "orphan_card": (KEPT, "the card is in no register; it is a member of whom nothing is known"),
    "negative": (QUARANTINED, "less than nothing was paid for goods that were given"),
    "zero": (QUARANTINED, "nothing was paid"),
    "absurd": (QUARANTINED, "an amount that nobody pays"),
    "impossible_date": (QUARANTINED, "a day that is in no calendar, or a century off"),
    "wrong_unit": (QUARANTINED, "an amount in hundredths, a hundred times the list price"),
    "truncated": (QUARANTINED, "the last line of the file is cut off"),
}
KINDS = [kind for kind in EXPECTED if kind != "truncated"]
_CLEAN = "clean"


def defect(draws: Draws, dirt: Dirt) -> Column:
    """The kind of defect of a line (`visit`, `line`); null for a clean one."""
    rates = [float(getattr(dirt, kind)) for kind in KINDS]
    drawn = pick(draws.uniform("defect", "visit", "line"), [1 - sum(rates), *rates], [_CLEAN, *KINDS])
    return F.nullif(drawn, F.lit(_CLEAN))


def fate(draws: Draws, dirt: Dirt, cuts: bool) -> Column:
    """What happens to a whole delivery (`brand`, `delivery`), as the writer's numbers; only text can be cut off."""
    rates = {
        MISSING: dirt.missing,
        TWICE: dirt.twice,
        CORRECTED: dirt.corrected,
        TRUNCATED: dirt.truncated if cuts else 0.0,
    }
    weights = [1 - sum(rates.values()), *rates.values()]
    return pick(draws.uniform("fate", "brand", "delivery"), weights, [NORMAL, *rates])


def spoiled(lines: DataFrame, world: World, as_text: bool) -> DataFrame:
    """Lines with their defects made, by `kind`; what was wrong in a delivery that is corrected later (`fate` corrected,
    `copy` 0) are its amounts.

    Expects kind, fate, copy, visit, sold (ISO text), amount (hundredths), store, article and card. A day that is in no
    calendar can only be written `as_text`.
    """
    kind, amount = F.col("kind"), F.col("amount")
    first_version = (F.col("fate") == CORRECTED) & (F.col("copy") == 0)
    wrong = (
        F.when(kind == "negative", -amount).when(kind == "zero", F.lit(0)).when(kind == "absurd", F.lit(9_999_999_999))
        .when(kind == "wrong_unit", amount * 100).when(first_version, F.floor(amount * 1.1)).otherwise(amount)
    )  # fmt: skip
    no_day = F.concat(F.lit(f"{world.start.year}-02-30"), F.substring("sold", 11, 9))
    no_century = F.concat(F.lit("2999"), F.substring("sold", 5, 15))
    impossible = F.when((F.pmod(F.col("visit"), F.lit(2)) == 0) & F.lit(as_text), no_day).otherwise(no_century)
    return lines.withColumns(
        {
            "amount": wrong.cast("bigint"),
            "sold": F.when(kind == "impossible_date", impossible).otherwise(F.col("sold")),
            "store": F.when(kind == "orphan_store", _numbered("S9")).otherwise(F.col("store")),
            "article": F.when(kind == "orphan_article", "99999").otherwise(F.col("article")),
            "card": F.when(kind == "orphan_card", orphan_card()).otherwise(F.col("card")),
        }
    )


def orphan_card() -> Column:
    """A card that is in no register, by the line's `visit`."""
    return _numbered("990000")


def _numbered(prefix: str) -> Column:
    return F.concat(F.lit(prefix), F.lpad(F.pmod(F.col("visit"), F.lit(10**6)).cast("string"), 6, "0"))
