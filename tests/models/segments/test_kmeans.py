"""K-means through Spark: published figures of the iris flowers, and repeatability."""

import numpy as np
import pytest
from pyspark.sql import functions as F
from tests.models.segments.iris import iris

from gcrm.models.segments import kmeans, stability
from gcrm.stats.clustering import adjusted_rand_index

MEASURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def flowers(spark):
    schema = ", ".join([*(f"{name} double" for name in MEASURES), "species int"])
    frame = spark.createDataFrame(iris(), schema).coalesce(1).withColumn("flower", F.monotonically_increasing_id())
    return kmeans.vectors(frame, MEASURES).persist()


@pytest.fixture(scope="module")
def fitted(flowers):
    return kmeans.fit(flowers, 3, SEEDS, 100)


def labels(centres):
    return kmeans.nearest(centres, [F.col(name) for name in MEASURES])["i"]


def test_iris_gives_the_published_sum_of_squares_and_silhouette(flowers, fitted):
    assert fitted.sse == pytest.approx(78.8514, abs=5e-5)
    assert kmeans.silhouette(flowers, fitted.centres, MEASURES) == pytest.approx(0.7357, abs=5e-5)


def test_iris_gives_the_published_sizes_and_agreement_with_the_species(flowers, fitted):
    counted = flowers.groupBy(labels(fitted.centres).alias("i"), "species").count().collect()
    table = np.zeros((3, 3), dtype=int)
    for row in counted:
        table[row["i"], row["species"]] = row["count"]
    assert sorted(table.sum(axis=1)) == [38, 50, 62]
    assert adjusted_rand_index(table) == pytest.approx(0.7302, abs=5e-5)


def test_distances_to_the_own_centre_add_up_to_the_sum_of_squares(flowers, fitted):
    own = kmeans.nearest(fitted.centres, [F.col(name) for name in MEASURES])["d2"]
    assert flowers.agg(F.sum(own)).first()[0] == pytest.approx(fitted.sse, rel=1e-9)


def test_three_bootstraps_find_two_clusters_of_iris_again_but_not_six(flowers):
    fits = {k: kmeans.fit(flowers, k, SEEDS, 100).centres for k in (2, 6)}
    found = stability.agreement(flowers, "flower", MEASURES, fits, 3, 100)
    assert found[2].stability > 0.9 > found[6].stability
    assert found[2].smallest == 53


def test_a_bootstrap_draws_each_row_once_on_average_with_the_spread_of_chance(spark):
    rows = spark.range(20_000).select(stability.drawn("id", 1).alias("n"), stability.drawn("id", 2).alias("m"))
    row = rows.agg(F.avg("n"), F.var_samp("n"), F.corr("n", "m")).first()
    assert row[0] == pytest.approx(1.0, abs=0.03)
    assert row[1] == pytest.approx(1.0, abs=0.06)
    assert row[2] == pytest.approx(0.0, abs=0.03)


def test_fewer_different_points_than_centres_give_fewer_centres(spark):
    points = kmeans.vectors(spark.sql("SELECT CAST(id % 2 AS double) AS x FROM range(20)").coalesce(1), ["x"])
    assert len(kmeans.fit(points, 3, [1], 10).centres) == 2
