"""Where the truth lies: below `truth/` of the landing zone, which no feed reads, only tests and reports."""

from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.storage.folders import located


def folder(out: Path, table: str, from_day: int | None = None) -> Path:
    """The folder of a truth table; of one that every range of days adds to, the range's own part."""
    at = out / "truth" / table
    return at if from_day is None else at / f"from_day={from_day:05d}"


def address(path: Path) -> str:
    """The path as Spark takes it, which would look for a plain one on a cluster's own file system."""
    return located(str(path.resolve()))


def stands(out: Path, table: str) -> bool:
    """Whether a truth table is there, whole."""
    return (folder(out, table) / "_SUCCESS").is_file()


def keep(frame: DataFrame, out: Path, table: str, from_day: int | None = None) -> None:
    """Writes a truth table, in place of one that is there."""
    frame.write.mode("overwrite").parquet(address(folder(out, table, from_day)))


def read(spark: SparkSession, out: Path, table: str, from_day: int | None = None) -> DataFrame:
    """A truth table; of one that ranges of days add to, one range's part or all of them."""
    return spark.read.parquet(address(folder(out, table, from_day)))


def tell(spark: SparkSession, out: Path, from_day: int) -> tuple[int, int, int]:
    """Makes `deliveries` and `defects` of what the writer reported; gives numbers of files, rows and defects."""
    reports = read(spark, out, "reports", from_day)
    files, defects = reports.filter("line IS NULL"), reports.filter("line IS NOT NULL")
    keep(files.select("path", "kind", "n_rows").orderBy("path", "kind"), out, "deliveries", from_day)
    keep(defects.drop("n_rows").orderBy("path", "line"), out, "defects", from_day)
    times = F.when(F.col("kind") == "twice", 2).when(F.col("kind").isin("file", "corrected"), 1).otherwise(0)
    sums = files.agg(F.sum(times).alias("files"), F.sum(times * F.col("n_rows")).alias("rows")).first()
    assert sums is not None
    return int(sums["files"] or 0), int(sums["rows"] or 0), defects.count()
