"""K-means by Spark, made repeatable: one partition in a given order, fixed seeds, the fit of lowest sum of squares."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.ml.clustering import KMeans
from pyspark.ml.evaluation import ClusteringEvaluator
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

Centres = tuple[tuple[float, ...], ...]
_X = "_x"
_WEIGHT = "_weight"


@dataclass(frozen=True)
class Fit:
    """Centres, one coordinate per column, and the sum of squared distances to them."""

    centres: Centres
    sse: float


def vectors(frame: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The frame with its columns as one vector."""
    return VectorAssembler(inputCols=list(columns), outputCol=_X).transform(frame)


def fit(points: DataFrame, k: int, seeds: Sequence[int], max_iterations: int, weight: Column | None = None) -> Fit:
    """The best of one k-means|| run per seed (Bahmani et al. 2012; Lloyd 1982) on `vectors` in one ordered partition.

    Fewer than k centres where there are fewer different points. `weight`: how often each row counts.
    """
    algorithm = KMeans(featuresCol=_X, k=k, maxIter=max_iterations)
    if weight is not None:
        points = points.withColumn(_WEIGHT, weight).filter(F.col(_WEIGHT) > 0)
        algorithm = algorithm.setWeightCol(_WEIGHT)
    fits = []
    for seed in seeds:
        model = algorithm.copy().setSeed(seed).fit(points)
        centres = tuple(tuple(map(float, centre)) for centre in model.clusterCenters())
        fits.append(Fit(centres, float(model.summary.trainingCost)))
    return min(fits, key=lambda found: found.sse)


def squared_distances(centres: Centres, columns: Sequence[Column]) -> list[Column]:
    """Squared Euclidean distance to each centre, as plain Spark expressions."""
    return [
        reduce(Column.__add__, [(x - c) * (x - c) for x, c in zip(columns, centre, strict=True)]) for centre in centres
    ]


def nearest(centres: Centres, columns: Sequence[Column]) -> Column:
    """A struct of squared distance `d2` and index `i` of the nearest centre; of equals the first.

    >>> frame = spark.sql("SELECT 1.0D AS x")
    >>> frame.select(nearest(((5.0,), (0.0,)), [F.col("x")]).alias("n")).first().n
    Row(d2=1.0, i=1)
    """
    distances = squared_distances(centres, columns)
    return F.array_min(F.array(*(F.struct(d2.alias("d2"), F.lit(i).alias("i")) for i, d2 in enumerate(distances))))


def silhouette(points: DataFrame, centres: Centres, columns: Sequence[str]) -> float:
    """Mean silhouette by squared Euclidean distance of `vectors`, each in the cluster of its nearest centre.

    Source: Rousseeuw 1987; computed from cluster sums, so in time linear in the points.
    """
    labelled = points.withColumn("_label", nearest(centres, [F.col(name) for name in columns])["i"].cast("double"))
    evaluator = ClusteringEvaluator(featuresCol=_X, predictionCol="_label", distanceMeasure="squaredEuclidean")
    return float(evaluator.evaluate(labelled))
