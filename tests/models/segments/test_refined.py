"""Centres of a sample move to those of all members, and stand still there."""

import numpy as np
import pytest
from pyspark.sql import functions as F

from gcrm.models.segments.fit import Fit
from gcrm.models.segments.refined import refined
from gcrm.models.segments.scaling import Scale

SCALES = (Scale("x", "linear", 0.0, 1.0, 9.0), Scale("y", "linear", 0.0, 1.0, 9.0))


@pytest.fixture(scope="module")
def points(spark):
    rng = np.random.default_rng(1)
    every = np.concatenate([rng.normal(-2, 0.5, (150, 2)), rng.normal(2, 0.5, (50, 2))])
    frame = spark.createDataFrame([tuple(map(float, one)) for one in every], "x double, y double").cache()
    return frame, every


def test_centres_move_to_the_means_of_all(points):
    frame, every = points
    fit = Fit(SCALES, ((-1.0, -1.5), (1.0, 3.0)), (1, 2), (), (), ())
    found = refined(frame, fit, 5)
    assert np.array(found.centres) == pytest.approx(np.array([every[:150].mean(axis=0), every[150:].mean(axis=0)]))
    assert found.segments == (1, 2)


def test_a_segment_of_nobody_keeps_its_centre(points):
    frame, _ = points
    fit = Fit(SCALES, ((-2.0, -2.0), (2.0, 2.0), (9.0, -9.0)), (1, 2, 3), (), (), ())
    assert refined(frame.filter(F.col("x") < 0), fit, 1).centres[1:] == fit.centres[1:]
