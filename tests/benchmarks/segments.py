"""Selecting and scoring segments of a million members: ours, Spark ML's plain pipeline, scikit-learn, on one matrix.

All try the same numbers of segments from as many seeds. Ours also asks bootstrap fits how stable each is, and fits the
mixture; the others only keep the best of their starts. Scoring is held against reading and writing the rows alone.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pyspark.ml.clustering import KMeans
from pyspark.ml.evaluation import ClusteringEvaluator
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from tests.benchmarks.lines import session
from tests.benchmarks.report import keep

from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import FIGURES
from gcrm.models.segments import choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.settings import Settings

AS_OF, TYPES = date(2024, 12, 31), 5
SETTINGS = Settings(log1p=(), asinh=(), linear=FIGURES, order_by=FIGURES[0], k_min=3, k_max=6, seeds=5, bootstraps=10)


def members(spark: Any, n: int, path: str) -> DataFrame:
    """`n` members of five types whose figures are normal, written as Parquet and read again."""
    kind = F.pmod(F.xxhash64("id"), F.lit(TYPES))
    columns = [
        (F.pmod(F.xxhash64(kind, F.lit(i)), F.lit(7)) + F.randn(i)).alias(name) for i, name in enumerate(FIGURES)
    ]
    ids = spark.range(0, n, 1, 4)
    made = ids.select(F.hex("id").alias("member_id"), F.lit(AS_OF).alias("as_of"), *columns)
    made.write.parquet(path)
    return spark.read.parquet(path)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    found = work()
    return time.monotonic() - began, found


def faster(work: Callable[[], Any]) -> float:
    """Seconds of the faster of two: the first starts workers of Python, and looks at the disk."""
    return min(timed(work)[0] for _ in range(2))


def plain(frame: DataFrame) -> DataFrame:
    """What a notebook does: assemble, scale, fit every number from every seed, keep the best silhouette."""
    vectors = VectorAssembler(inputCols=[*FIGURES], outputCol="raw").transform(frame)
    scaled = StandardScaler(inputCol="raw", outputCol="features").fit(vectors).transform(vectors).cache()
    judge, found = ClusteringEvaluator(), []
    for k in range(SETTINGS.k_min, SETTINGS.k_max + 1):
        fits = [KMeans(k=k, seed=seed).fit(scaled) for seed in range(1, SETTINGS.seeds + 1)]
        best = min(fits, key=lambda fit: fit.summary.trainingCost)
        found.append((judge.evaluate(best.transform(scaled)), best))
    return max(found, key=lambda one: one[0])[1].transform(scaled).select("member_id", "prediction")


def with_scikit(matrix: np.ndarray) -> float | None:
    """Seconds of scikit-learn's KMeans for the same numbers and seeds, in memory; None where it is not there."""
    try:
        from sklearn.cluster import KMeans as Scikit
    except ImportError:
        return None
    ks = range(SETTINGS.k_min, SETTINGS.k_max + 1)
    return timed(lambda: [Scikit(k, n_init=SETTINGS.seeds, random_state=1).fit(matrix) for k in ks])[0]


def main(n: int = 1_000_000) -> None:
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = session("segments", **{"spark.sql.adaptive.enabled": "true"})
    small_frame = members(spark, 20_000, f"{folder}/warm")
    none = small(spark, schema(CHOICES))
    scores.build(small_frame, choices.build(small_frame, none, SETTINGS, AS_OF)).write.parquet(f"{folder}/warm-scores")
    frame = members(spark, n, f"{folder}/members")
    select, chosen = timed(lambda: choices.build(frame, none, SETTINGS, AS_OF).cache())
    copied = F.array(*FIGURES).alias("x")
    score = faster(lambda: scores.build(frame, chosen).write.mode("overwrite").parquet(f"{folder}/scores"))
    copy = faster(lambda: frame.select("member_id", "as_of", copied).write.mode("overwrite").parquet(f"{folder}/copy"))
    pipeline, _ = timed(lambda: plain(frame).write.parquet(f"{folder}/plain"))
    figures: dict[str, object] = {
        "members": n, "features": len(FIGURES), "k": [SETTINGS.k_min, SETTINGS.k_max], "seeds": SETTINGS.seeds,
        "chosen_k": chosen.filter("is_chosen").first()["k"], "types": TYPES,
        "select_seconds": select, "score_seconds": score, "read_and_write_seconds": copy,
        "score_over_read_and_write": score / copy, "spark_ml_seconds": pipeline,
        "spark_ml_over_ours": pipeline / (select + score),
    }  # fmt: skip
    if n <= 1_000_000:
        matrix = frame.select(*FIGURES).toPandas().to_numpy()
        seconds = with_scikit(matrix)
        figures |= {"scikit_seconds": seconds or "not installed"}
        figures |= {"scikit_over_ours": seconds / (select + score)} if seconds else {}
    keep("segments", figures)
    spark.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
