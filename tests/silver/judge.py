"""What becomes of raw rows in a silver table: kept, or refused for which reasons."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.running import quality


def reasons(frame: DataFrame, table: Table, label: str) -> dict[str, list[str]]:
    """Value of the column `label` -> names of the rules that its row breaks; an empty list for a row that is kept."""
    judged = quality.judged(quality.match_columns(frame, table), table)
    found = judged.select(F.col(label).cast("string"), quality.FAILED).collect()
    return {row[0]: list(row[1]) for row in found}
