"""Keys that many people buy with: a till's own card, or all guests, taken for a member.

Two signs tell such a key. It has twenty times the baskets of the others' mean, as no person has. Or it has a share that
one person among so many cannot have, of all baskets or of one partner's: a hundredth or more, ten times the median
member's, and three or more on each day that it is used. The median is not moved by the tills' other cards, as a mean
is; and the days keep a small shop's best customer apart, who has much of all baskets, but comes once or twice a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

# With fewer baskets, whatever their share, no published figure moves.
MANY_BASKETS, TIMES_THE_MEAN = 100, 20
SHARE, TIMES_THE_MIDDLE, A_DAY = 0.01, 10, 3
_MOST_TOLD, _LOOKED_AT = 3, 100


@dataclass(frozen=True)
class Crowd:
    """A pseudonym, its baskets, and those of all members: at one partner, or at all where `partner_id` is None."""

    member_id: str
    n_baskets: int
    of_baskets: int
    partner_id: str | None = None


def crowds(purchases: DataFrame, months: DataFrame) -> list[Crowd]:
    """The keys of warehouse.member_purchases and warehouse.member_months with too many baskets for one person, those
    with most first; each once, and of all partners where that alone tells it."""
    at_all = purchases.select(F.lit(None).cast("string").alias("partner_id"), "member_id", "n_baskets", "n_visits")
    at_each = months.groupBy("partner_id", "member_id").agg(F.sum("n_baskets").alias("n_baskets"))
    every = at_all.unionByName(at_each.withColumn("n_visits", F.lit(None).cast("bigint")))
    scopes = every.groupBy(F.col("partner_id").alias("_partner")).agg(
        F.sum("n_baskets").alias("of"),
        F.count(F.lit(1)).alias("n_members"),
        F.percentile_approx("n_baskets", 0.5).alias("middle"),
    )
    many = every.filter(F.col("n_baskets") >= MANY_BASKETS)
    seen = many.join(F.broadcast(scopes), F.col("partner_id").eqNullSafe(F.col("_partner")))
    judged = seen.select("*", _by_mean().alias("by_mean"), _by_share().alias("by_share"))
    found = (
        judged.filter("by_mean OR by_share").orderBy(F.col("n_baskets").desc(), "member_id").limit(_LOOKED_AT).collect()
    )
    visits = _visits(months, [row["member_id"] for row in found if row["partner_id"] is not None])
    kept = [
        Crowd(row["member_id"], row["n_baskets"], row["of"], row["partner_id"])
        for row in sorted(found, key=lambda row: row["partner_id"] is not None)
        if row["by_mean"]
        or row["n_baskets"] >= A_DAY * (row["n_visits"] or visits[row["partner_id"], row["member_id"]])
    ]
    once = {one.member_id: one for one in reversed(kept)}
    return sorted(once.values(), key=lambda one: (-one.n_baskets, one.member_id))[:_MOST_TOLD]


def _by_mean() -> Column:
    """Among all baskets alone: one partner may have few members who come often."""
    n, others = F.col("n_baskets"), F.col("of") - F.col("n_baskets")
    alone = F.col("partner_id").isNull() & (F.col("n_members") > 1)
    return alone & (n * (F.col("n_members") - 1) >= TIMES_THE_MEAN * others)


def _by_share() -> Column:
    n = F.col("n_baskets")
    return (F.col("n_members") > 1) & (n >= SHARE * F.col("of")) & (n >= TIMES_THE_MIDDLE * F.col("middle"))


def _visits(months: DataFrame, members: Sequence[str]) -> dict[tuple[str, str], int]:
    """Days with a purchase, by partner and member."""
    if not members:
        return {}
    cells = months.filter(F.col("member_id").isin(*members)).groupBy("partner_id", "member_id", "month")
    days = cells.agg(F.bit_or("days").alias("days")).groupBy("partner_id", "member_id")
    return {(row[0], row[1]): row[2] for row in days.agg(F.sum(F.bit_count("days"))).collect()}


def told(found: Crowd, transactions: DataFrame) -> str:
    """A sentence with the place of one of its lines, for the key itself is in the vault alone."""
    lines = transactions.filter(F.col("member_id") == found.member_id)
    if found.partner_id is not None:
        lines = lines.filter(F.col("partner_id") == found.partner_id)
    line = lines.select("_source.file", "_source.line").first()
    place = f", as in line {line['line']} of {line['file']}" if line else ""
    share = f"{found.n_baskets:,} of {found.of_baskets:,} baskets of members ({found.n_baskets / found.of_baskets:.0%})"
    where = f" at {found.partner_id}" if found.partner_id is not None else ""
    return (
        f"One key has {share}{where}{place}: if it is a till's own card or all guests, name it in feed.yml, "
        "'values: {nobody: [...]}'."
    )
