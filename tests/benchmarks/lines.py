"""Simple generated basket lines of any number, the same for the same arguments whatever the partitions.

Shaped as a year of Complete Journey (Dunnhumby): baskets of ten lines, five baskets a member and month, departments of
which the first sells half. There, a cell of the month holds ten lines; here six, for members have several partners.
"""

from datetime import date

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.session import start
from gcrm.silver.transactions import TRANSACTIONS

SESSION = {
    "spark.master": "local[2]",
    "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.databricks.delta.snapshotPartitions": "1",
}
FIRST_DAY = date(2024, 1, 1)
LINES_A_BASKET, LINES_A_MEMBER_AND_YEAR = 10, 600


def session(name: str, memory: str = "4g") -> SparkSession:
    """A session as on a small machine."""
    return start(f"bench {name}", {**SESSION, "spark.driver.memory": memory})


def lines(spark: SparkSession, n: int, members: int, first_day: int, days: int) -> DataFrame:
    """`n` rows of silver.transactions over `days` days; a basket's lines have one member, store, day and hour."""
    row = spark.range(0, n, 1, max(2, n // 2_000_000))
    basket = (F.col("id") / LINES_A_BASKET).cast("long") + F.lit(first_day) * 1_000_000_000

    def draw(salt: int, upto: int, of: object = basket) -> F.Column:  # type: ignore[name-defined]
        return F.pmod(F.xxhash64(F.lit(salt), of), F.lit(upto))

    day = F.date_add(F.lit(FIRST_DAY), (F.lit(first_day) + draw(1, days)).cast("int"))
    member = draw(3, members)
    # A member buys from a repertoire of three partners of twenty, half of the time from the first.
    partner = draw(9, 20, F.struct(member, F.greatest(F.lit(0), draw(4, 4) - 1)))
    product = draw(2, 20_000, F.struct("id", F.lit(first_day)))
    department = F.floor(12 * F.pow(product / 20_000, 4))
    values = {
        "transaction_id": basket.cast("string"),
        "line": (F.col("id") % LINES_A_BASKET + 1).cast("int"),
        "member_id": F.lower(F.hex(member)),
        "partner_id": F.concat(F.lit("p"), partner.cast("string")),
        "store_id": F.concat(F.lit("s"), draw(5, 2_000).cast("string")),
        "product_id": product.cast("string"),
        "category": F.concat(F.lit("c"), department.cast("string")),
        "state": F.lit("settled"),
        "sold_at": F.timestamp_seconds(F.unix_seconds(day.cast("timestamp")) + 3600 * (8 + draw(6, 14))),
        "business_date": day,
        "month": F.trunc(day, "month").cast("date"),
        "quantity": F.lit(1).cast("decimal(18,3)"),
        "amount": ((100 + draw(7, 9_900, F.col("id"))) / 100).cast("decimal(18,2)"),
        "discount": F.lit(None).cast("decimal(18,2)"),
        "_source": F.struct(
            F.concat(F.lit("day-"), F.lit(f"{first_day:05d}")).alias("file"),
            F.lit(1).alias("revision"),
            F.col("id").alias("line"),
        ),
    }
    return row.select(*[value.alias(name) for name, value in values.items()])


def write(lake: Lakehouse, frame: DataFrame) -> None:
    """Appends generated lines to silver.transactions, as one delivery would."""
    lake.create(TRANSACTIONS)
    lake.append(TRANSACTIONS, frame, "bench", lake.version(TRANSACTIONS) + 1, {})
