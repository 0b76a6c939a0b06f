"""Would other members have given the same segments? Agreement of bootstrap fits with the first one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.models.segments import kmeans
from gcrm.models.segments.kmeans import Centres
from gcrm.stats.checks import FloatArray
from gcrm.stats.clustering import adjusted_rand_index

# How often a row is drawn in a bootstrap of many: Poisson(1), as the chance of at most 0, 1, ... draws.
_POISSON = (0.36788, 0.73576, 0.91970, 0.98101, 0.99634, 0.99941)


@dataclass(frozen=True)
class Agreement:
    """Mean adjusted Rand index with the bootstrap fits, and points in the smallest segment of the fit itself."""

    stability: float
    smallest: int


def drawn(key: str, round_: int) -> Column:
    """How often a bootstrap draws the row with this key: Poisson with mean 1, the same in every run.

    Source: Hanley and MacGibbon 2006 (Poisson bootstrap).
    """
    uniform = F.pmod(F.xxhash64(F.col(key), F.lit(round_)), F.lit(2**31)) / float(2**31)
    return F.aggregate(
        F.array(*(F.when(uniform >= at, 1.0).otherwise(0.0) for at in _POISSON)), F.lit(0.0), lambda a, b: a + b
    )


def agreement(
    points: DataFrame, key: str, columns: Sequence[str], fits: Mapping[int, Centres], rounds: int, max_iterations: int
) -> dict[int, Agreement]:
    """Per k, how well `rounds` bootstrap fits agree with the fit given; labels of all points are compared.

    Source: Hennig 2007 (bootstrap stability); Hubert and Arabie 1985. Labels of every fit are counted in one pass.
    """
    again = {(k, at): _again(points, key, k, at, max_iterations) for k in fits for at in range(1, rounds + 1)}
    x = [F.col(name) for name in columns]
    labels = [
        *(kmeans.nearest(centres, x)["i"].alias(f"base_{k}") for k, centres in fits.items()),
        *(kmeans.nearest(centres, x)["i"].alias(f"again_{k}_{at}") for (k, at), centres in again.items()),
    ]
    pairs = [
        F.struct(*(F.lit(of).alias(name) for name, of in (("k", k), ("at", at))), f"base_{k}", f"again_{k}_{at}")
        for k, at in again
    ]
    named = [pair.cast("struct<k:int,at:int,a:int,b:int>") for pair in pairs]
    counted = points.select(*labels).select(F.explode(F.array(*named)).alias("p")).groupBy("p").count()
    tables = {key: np.zeros((key[0], key[0])) for key in again}
    for row in counted.select("p.*", "count").collect():
        tables[row["k"], row["at"]][row["a"], row["b"]] = row["count"]
    return {k: _summed([table for (of, _), table in tables.items() if of == k]) for k in fits}


def _again(points: DataFrame, key: str, k: int, at: int, max_iterations: int) -> Centres:
    return kmeans.fit(points, k, [at], max_iterations, drawn(key, at)).centres


def _summed(tables: Sequence[FloatArray]) -> Agreement:
    scores = [adjusted_rand_index(table) for table in tables]
    return Agreement(float(np.mean(scores)), int(tables[0].sum(axis=1).min()))
