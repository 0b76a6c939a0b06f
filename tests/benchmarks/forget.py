"""Some hundred of 10^5 members are taken out of a table of basket lines: which of its files are rewritten."""

import shutil
import tempfile
import time
from pathlib import Path

from pyspark.sql import functions as F
from tests.benchmarks.report import keep
from tests.conftest import FAST

from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.purge import purge, remove
from gcrm.core.storage.session import start

MEMBERS, LINES, FILES, GONE = 100_000, 2_000_000, 400, (1, 100, 300)
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
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = start("forget", {**FAST, "spark.sql.shuffle.partitions": str(FILES)})
    try:
        lake = Lakehouse(spark, str(home / "lake"))
        member = F.md5(F.expr(f"string(hash(id) % {MEMBERS})"))
        lines = spark.range(LINES).select(F.col("id").cast("string").alias("line_id"), member.alias("member_id"))
        sorted_ = lines.withColumn("amount", F.lit(1)).repartitionByRange(FILES, "member_id")
        lake.append(SALES, sorted_, "bench", 1, {})
        figures: dict[str, object] = {
            "members": MEMBERS,
            "lines": LINES,
            "files": int(lake.snapshot(SALES).numOfFiles()),
        }
        for n in GONE:
            gone = lake.read(SALES).select("member_id").distinct().orderBy(F.xxhash64("member_id")).limit(n).persist()
            touched = lake.read(SALES).join(gone, "member_id").select("_metadata.file_path").distinct().count()
            before, began = lake.read(SALES).count(), time.monotonic()
            removed = remove(lake, SALES, gone, "t.member_id = s.member_id")
            purged = purge(lake, SALES, "bench")
            figures |= {
                f"files_that_hold_{n}_members": touched,
                f"files_rewritten_for_{n}_members": removed.files,
                f"files_purged_besides_for_{n}_members": purged.files,
                f"seconds_for_{n}_members": time.monotonic() - began,
            }
            assert (before - lake.read(SALES).count(), removed.files) == (removed.rows, touched)
    finally:
        spark.stop()
        shutil.rmtree(home)
    keep("forget", figures)


if __name__ == "__main__":
    main()
