"""Up to a thousand of 10^5 and of 10^6 members are taken out of a table of basket lines: which files are rewritten."""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from tests.benchmarks.report import keep
from tests.conftest import FAST

from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.purge import purge, remove
from gcrm.core.storage.session import start

COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}
SIZES, LINES_EACH, FILES, GONE = (100_000, 1_000_000), 20, 400, (1, 100, 1_000)
SALES = Table(
    name="silver.sales",
    doc="Basket lines.",
    key=("line_id",),
    fields=(
        Field("line_id", "string", "Line"),
        Field("member_id", "string", "Member", pii="pseudonym"),
        Field("amount", "int", "Amount"),
    ),
    load=Upsert(),
    cluster_by=("member_id",),
)


def main() -> None:
    sizes = [int(given) for given in sys.argv[1:]] or SIZES
    spark = start("forget", {**FAST, **COMPILED, "spark.sql.shuffle.partitions": str(FILES)})
    try:
        figures: dict[str, object] = {"files": FILES}
        for members in sizes:
            figures |= {f"{name}_of_{members}": value for name, value in forgotten(spark, members).items()}
            keep("forget", figures)
    finally:
        spark.stop()


def forgotten(spark: SparkSession, members: int) -> dict[str, object]:
    """One member, a hundred and a thousand of so many, one after the other."""
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        lake = Lakehouse(spark, str(home / "lake"))
        member = F.md5(F.expr(f"string(hash(id) % {members})"))
        lines = spark.range(members * LINES_EACH).select(F.col("id").cast("string").alias("line_id"), member.alias("m"))
        named = lines.select("line_id", F.col("m").alias("member_id"), F.lit(1).alias("amount"))
        lake.append(SALES, named.repartitionByRange(FILES, "member_id"), "bench", 1, {})
        figures: dict[str, object] = {"bytes": int(lake.snapshot(SALES).sizeInBytes())}
        for n in GONE:
            gone = lake.read(SALES).select("member_id").distinct().orderBy(F.xxhash64("member_id")).limit(n).persist()
            touched = lake.read(SALES).join(gone, "member_id").select("_metadata.file_path").distinct().count()
            before, began = lake.read(SALES).count(), time.monotonic()
            removed = remove(lake, SALES, gone, "t.member_id = s.member_id")
            purged = purge(lake, SALES, "bench")
            figures |= {
                f"files_that_hold_{n}": touched,
                f"files_rewritten_for_{n}": removed.files,
                f"files_purged_besides_for_{n}": purged.files,
                f"seconds_for_{n}": time.monotonic() - began,
            }
            assert (before - lake.read(SALES).count(), removed.files) == (removed.rows, touched)
        return figures
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
