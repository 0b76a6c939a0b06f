"""The nearest centre, as numpy finds it."""

import numpy as np
import pytest
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.models.segments.nearest import nearest


def test_points_go_to_the_centre_that_is_nearest(spark):
    rng = np.random.default_rng(3)
    points, centres = rng.normal(size=(60, 3)), rng.normal(size=(4, 3))
    frame = small(spark, "i int, x double, y double, z double", ((i, *p) for i, p in enumerate(points.tolist())))
    found = nearest(centres.tolist(), [F.col(name) for name in "xyz"]).alias("n")
    built = {i: (at, d2) for i, at, d2 in plain(frame.select("i", found), "i", "n.i", "n.d2")}
    squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    assert [built[i][0] for i in range(60)] == squared.argmin(axis=1).tolist()
    assert [built[i][1] for i in range(60)] == pytest.approx(squared.min(axis=1).tolist())


def test_of_two_as_near_the_first_is_taken(spark):
    frame = small(spark, "x double", [(0.0,)])
    same(frame.select(nearest([(1.0,), (-1.0,), (1.0,)], [F.col("x")]).alias("n")), [(0, 1.0)], "n.i", "n.d2")
