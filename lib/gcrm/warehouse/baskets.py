"""What opens a basket: its first line that was bought and kept, whatever its number."""

from pyspark.sql import Column, Window
from pyspark.sql import functions as F


def opens(*within: str) -> Column:
    """1 for the line that opens its basket, 0 for the others; each basket of a purchase has one among equal `within`.

    Line 1 may be a return, or refused: the lowest number with a positive amount opens the basket.

    >>> given = "('m', 't', 1, -5), ('m', 't', 2, 3), ('m', 't', 3, 4), ('m', 'r', 1, -1)"
    >>> frame = spark.sql(f"SELECT * FROM VALUES {given} AS lines(member_id, transaction_id, line, amount)")
    >>> [(row.line, row.o) for row in frame.select("line", opens("member_id").alias("o")).collect() if row.o]
    [(2, 1)]
    """
    bought = F.when(F.col("amount") > 0, F.col("line"))
    first = F.min(bought).over(Window.partitionBy(*within, "transaction_id"))
    return F.when(bought == first, 1).otherwise(0)
