"""One key that many people buy with: a till's own card, or all guests, taken for a member."""

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

# A member with this many baskets, and this many times those of the others' mean, is no person.
MANY_BASKETS, TIMES_THE_MEAN = 100, 20


@dataclass(frozen=True)
class Crowd:
    """A pseudonym, its baskets, and those of all members."""

    member_id: str
    n_baskets: int
    of_baskets: int


def crowd(purchases: DataFrame) -> Crowd | None:
    """The member of warehouse.member_purchases with the most baskets, where those are too many for one person.

    >>> given = "('all guests', 600L), ('a', 3L), ('b', 4L)"
    >>> frame = spark.sql(f"SELECT * FROM VALUES {given} AS purchases(member_id, n_baskets)")
    >>> crowd(frame), crowd(frame.filter("n_baskets < 100"))
    (Crowd(member_id='all guests', n_baskets=600, of_baskets=607), None)
    """
    most = F.max(F.struct("n_baskets", "member_id")).alias("most")
    row = purchases.agg(most, F.sum("n_baskets").alias("all"), F.count(F.lit(1)).alias("members")).first()
    if row is None or row["most"] is None or row["members"] < 2:
        return None
    n, others = row["most"]["n_baskets"], row["all"] - row["most"]["n_baskets"]
    too_many = n >= MANY_BASKETS and n * (row["members"] - 1) >= TIMES_THE_MEAN * others
    return Crowd(row["most"]["member_id"], n, row["all"]) if too_many else None


def told(found: Crowd, transactions: DataFrame) -> str:
    """A sentence with the place of one of its lines, for the key itself is in the vault alone."""
    line = transactions.filter(F.col("member_id") == found.member_id).select("_source.file", "_source.line").first()
    place = f", as in line {line['line']} of {line['file']}" if line else ""
    share = f"{found.n_baskets:,} of {found.of_baskets:,} baskets of members ({found.n_baskets / found.of_baskets:.0%})"
    return (
        f"One key has {share}{place}: if it is a till's own card or all guests, name it in feed.yml, "
        "'values: {nobody: [...]}'."
    )
