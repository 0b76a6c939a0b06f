"""Simple generated basket lines of any number, the same for the same arguments whatever the partitions.

Shaped as a year of Complete Journey (Dunnhumby): baskets of ten lines, five baskets a member and month, departments
with its shares of the lines. There, a cell of the month holds ten lines; here nine, for a fifth of the baskets come
from a second partner.
"""

from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.settings.nodes import overlay, read_yaml
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start
from gcrm.ops.ledger import Ledger
from gcrm.silver.transactions import TRANSACTIONS

FIRST_DAY = date(2024, 1, 1)
LINES_A_BASKET, LINES_A_MEMBER_AND_YEAR = 10, 600
# One in a hundred lines each.
DEPARTMENTS = [f"c{i}" for i, share in enumerate((63, 11, 10, 4, 3, 2, 2, 1, 1, 1, 1, 1)) for _ in range(share)]


def settings() -> dict[str, str]:
    """Those of Spark on one machine, as `gcrm run` takes them."""
    conf = Path(__file__).resolve().parents[2] / "conf"
    both = overlay(read_yaml(conf / "base.yml"), read_yaml(conf / "env" / "local.yml"))
    return dict(both.value["spark"].plain())


def session(name: str, **other: str) -> SparkSession:
    """A session as of `gcrm run`, on two cores."""
    return start(f"bench {name}", {**settings(), "spark.master": "local[2]", **other})


def lines(spark: SparkSession, n: int, members: int, first_day: int, days: int) -> DataFrame:
    """`n` rows of silver.transactions over `days` days; a basket's lines have one member, store, day and hour."""
    row = spark.range(0, n, 1, max(2, n // 2_000_000))
    basket = (F.col("id") / LINES_A_BASKET).cast("long") + F.lit(first_day * 1_000_000_000)

    def draw(salt: int, upto: int, of: object = basket) -> F.Column:  # type: ignore[name-defined]
        return F.pmod(F.xxhash64(F.lit(salt), of), F.lit(upto))

    day = F.date_add(F.lit(FIRST_DAY), (F.lit(first_day) + draw(1, days)).cast("int"))
    member = draw(3, members)
    # A member buys from two partners of twenty, four baskets of five from the first.
    partner = draw(9, 20, F.struct(member, draw(4, 5) == 0))
    department = F.get(F.lit(DEPARTMENTS), draw(7, 100, F.struct(basket, F.col("id") % 3)))
    values = {
        "transaction_id": basket.cast("string"),
        "line": (F.col("id") % LINES_A_BASKET + 1).cast("int"),
        "member_id": F.lower(F.hex(member)),
        "partner_id": F.concat(F.lit("p"), partner.cast("string")),
        "store_id": F.concat(F.lit("s"), draw(5, 2_000).cast("string")),
        "product_id": F.concat(department, draw(2, 2_000, F.struct("id", F.lit(first_day))).cast("string")),
        "category": department,
        "state": F.lit("settled"),
        "sold_at": F.timestamp_seconds(F.unix_seconds(day.cast("timestamp")) + 3600 * (8 + draw(6, 14))),
        "business_date": day,
        "month": F.trunc(day, "month").cast("date"),
        "quantity": F.lit(1).cast("decimal(18,3)"),
        "amount": ((100 + draw(8, 9_900, F.col("id"))) / 100).cast("decimal(18,2)"),
        "discount": F.lit(None).cast("decimal(18,2)"),
        "_source": F.struct(
            F.concat(F.lit("day-"), F.lit(f"{first_day:05d}")).alias("file"),
            F.lit(1).alias("revision"),
            F.col("id").alias("line"),
        ),
    }
    return row.select(*[value.alias(name) for name, value in values.items()])


def write(lake: Lakehouse, frame: DataFrame) -> None:
    """Appends generated lines to silver.transactions, as one delivery would; it has made the ledger by then."""
    Ledger(lake)
    lake.create(TRANSACTIONS)
    lake.append(TRANSACTIONS, frame, "bench", lake.version(TRANSACTIONS) + 1, {})
