"""What the gate costs: deciding cells on the driver, and what it must know of them in an aggregate over members."""

import random
import time

from pyspark.sql import functions as F
from tests.conftest import FAST

from gcrm.core.cell import measured
from gcrm.core.storage.session import start
from gcrm.publish.gate import Cell, Settings, decide

from .report import keep

CELLS, STATES, MEMBERS = 100_000, 27, 2_000_000
COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}


def main() -> None:
    keep("gate", {**decided(), **aggregated()})


def decided() -> dict[str, object]:
    """A first release of towns within states, and one of the same cells after it."""
    draw = random.Random(1)
    towns = [Cell(f"t{i}", int(draw.paretovariate(0.8)) - 1, (f"s{i % STATES}",)) for i in range(CELLS)]
    sums = [0] * STATES
    for i, town in enumerate(towns):
        sums[i % STATES] += town.n
    cells = [*towns, *(Cell(f"s{i}", n) for i, n in enumerate(sums))]
    began = time.monotonic()
    first = decide(cells, {}, Settings())
    between = time.monotonic()
    assert decide(cells, first, Settings()) == first
    return {
        "cells": len(cells),
        "cells_shown": sum(not one.withheld for one in first.values()),
        "seconds_of_a_first_release": between - began,
        "seconds_of_a_second_release": time.monotonic() - between,
    }


def aggregated() -> dict[str, object]:
    """Sums of members by cell, without and with what the gate must know."""
    spark = start("gate", {**FAST, **COMPILED})
    try:
        id_ = F.col("id")
        members = spark.range(MEMBERS).select(
            F.md5(id_.cast("string")).alias("member_id"), (id_ % 5570).alias("cell"), F.log1p(id_ % 977).alias("amount")
        )
        members = members.persist()
        members.count()
        plain = F.sum("amount").alias("s")
        told = measured(F.col("member_id"), F.col("amount")).alias("c")
        figures: dict[str, object] = {"members": MEMBERS}
        for name, columns in (("sums_alone", [plain]), ("sums_and_measures", [plain, told])):
            began = time.monotonic()
            members.groupBy("cell").agg(*columns).write.format("noop").mode("overwrite").save()
            figures[f"seconds_of_{name}"] = time.monotonic() - began
        return figures
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
