"""A model of sentiment by hand: `good` is positive, `bad` is negative."""

from datetime import date

import numpy as np

from gcrm.core.testing import rows
from gcrm.stats.char_ngrams import N_BUCKETS, vectors
from gcrm.warehouse.sentiment.models import SENTIMENT_MODELS
from gcrm.warehouse.sentiment.opinions import Model

LABELS = ("negative", "neutral", "positive")


def by_hand(name="by hand"):
    weights = np.zeros((N_BUCKETS, 3), dtype=np.float32)
    for word, column in (("bad", 0), ("good", 2)):
        weights[vectors([word])[0][0], column] = 5.0
    return Model(name, LABELS, weights, np.ones(N_BUCKETS, dtype=np.float32), np.array([0.0, 1.0, 0.0]), 1.0)


def as_rows(spark, *languages, source="stars", day="2018-01-01", name="by hand"):
    made = by_hand(name)
    given = {"model": name, "source": source, "trained_on": date.fromisoformat(day), "languages": list(languages)}
    more = {
        "labels": list(LABELS),
        "n_buckets": N_BUCKETS,
        "weights": made.weights.ravel(),
        "telling": made.told,
        "tests": {},
    }
    return rows(spark, SENTIMENT_MODELS, {**given, **more, "intercepts": [0.0, 1.0, 0.0], "temperature": 1.0})
