"""A model learns what words mean, and its log odds are those of the weights."""

import numpy as np
import pytest
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.stats.char_ngrams import N_BUCKETS, vectors
from gcrm.warehouse.sentiment.training import Training, fitted, logits

pytestmark = [pytest.mark.worlds, pytest.mark.core]


@pytest.fixture(scope="module")
def model(spark):
    said = {"positive": ("good", "lovely", "great"), "negative": ("awful", "rude", "dirty")}
    rows = [
        (f"{word} {thing} number {i}", label, "en")
        for label, words in said.items()
        for word in words
        for thing in ("shop", "place", "bread")
        for i in range(8)
    ]
    frame = small(spark, "text string, label string, language string", rows)
    return fitted(frame, ["negative", "positive"], len(rows), Training(iterations=6))


def test_texts_kept_back_are_judged_rightly(model):
    test = model.by_language["en"]
    assert test["accuracy"] > 0.9
    assert test["auc"] > 0.95
    assert test["brier"] < 0.3
    assert model.n_train + test["n_test"] < 144


def test_log_odds_are_those_of_the_weights(spark, model):
    frame = spark.createDataFrame([("lovely shop",), ("rude shop",), (None,)], "t string")
    odds = frame.select(logits(F.col("t"), model.weights, model.intercepts, model.told).alias("o")).collect()
    assert odds[0].o[1] > odds[0].o[0]
    assert odds[1].o[1] < odds[1].o[0]
    assert np.isfinite(odds[2].o).all()
    assert model.weights.shape == (N_BUCKETS, 2)
    assert model.told.shape == (N_BUCKETS,)


def test_words_of_one_label_are_more_telling_than_words_of_all(model):
    own, common = (model.told[vectors([word])[0][0]].mean() for word in ("lovely", "number"))
    assert own > 2 * common
