"""One way to make a model of sentiment: hashed n-grams of letters and words, by how telling they are, multinomial
logistic regression, and one temperature.

A tenth of the texts, by their hash, is kept back to judge the model, a twentieth to calibrate it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.silver.texts.words import words
from gcrm.stats import char_ngrams
from gcrm.stats.char_ngrams import Telling
from gcrm.stats.probability_scores import auc, quality, temperature

if TYPE_CHECKING:
    from pyspark.ml.linalg import SparseVector

LABELS = ("negative", "neutral", "positive", "question")
_TEST, _CALIBRATE, _PARTS = (0, 1), 2, 20


@dataclass(frozen=True)
class Training:
    """How a model is fitted.

    `c`: how little weights are held back, as the inverse of the ridge's strength. `iterations`: of L-BFGS, at most.
    `most_texts`: a sample by hash of so many is learned from. `fewest_texts`, `fewest_of_label`: below these, nothing.
    `days`: on which news must have stars for a model to be made by itself, so that no day makes one after the first.
    """

    c: float = 4.0
    iterations: int = 40
    most_texts: int = 200_000
    fewest_texts: int = 500
    fewest_of_label: int = 20
    days: int = 28

    def __post_init__(self) -> None:
        if min(self.c, self.iterations, self.most_texts, self.fewest_texts, self.fewest_of_label, self.days) <= 0:
            raise ValueError("c, iterations, most_texts, fewest_texts, fewest_of_label and days must be above 0.")


@dataclass(frozen=True)
class Fitted:
    """`weights`: a row a bucket, a column a label; `told`: how telling each bucket is. `by_language`: how well texts
    that were kept back are judged."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    told: Telling
    intercepts: tuple[float, ...]
    temperature: float
    n_train: int
    by_language: Mapping[str, Mapping[str, float | int | None]]


def fitted(labelled: DataFrame, labels: Sequence[str], n: int, training: Training) -> Fitted:
    """A model of `labelled`: text, label (one of `labels`), language; `n` is the number of its rows."""
    # Here, because `gcrm plan` imports every step and has no use for Spark ML.
    from pyspark.ml.classification import LogisticRegression

    places = F.array_position(F.array(*map(F.lit, labels)), F.col("label")) - 1
    part = F.pmod(F.xxhash64("text"), F.lit(_PARTS))
    share = F.pmod(F.xxhash64("text", F.lit("sample")), F.lit(1_000_000)) < F.lit(1e6 * training.most_texts / n)
    texts = labelled.filter(share).select("text", "language", places.cast("double").alias("label"), part.alias("part"))
    learned = texts.filter(F.col("part") > _CALIBRATE)
    n_train, told = _telling(learned, len(labels))
    kept = learned.select("label", _vector(told)(F.col("text")).alias("features")).persist()
    fit = LogisticRegression(
        maxIter=training.iterations,
        regParam=1 / (training.c * max(1, n_train)),
        family="multinomial",
        standardization=False,
        tol=1e-4,
    ).fit(kept)
    kept.unpersist()
    weights = fit.coefficientMatrix.toArray().T.astype(np.float32)
    intercepts = tuple(float(one) for one in fit.interceptVector.toArray())
    if weights.shape[1] < len(labels):  # a label of the last places that the sample lacks
        raise ValueError(f"Label '{labels[-1]}' is too rare to be learned.")
    held = texts.filter(F.col("part") <= _CALIBRATE)
    scored = held.select("language", "part", "label", logits(F.col("text"), weights, intercepts, told).alias("logits"))
    rows = scored.toPandas()  # three twentieths of `most_texts` at most
    every = np.array(rows["logits"].to_list(), dtype=float).reshape(-1, len(labels))
    truth, parts = rows["label"].to_numpy(dtype=np.int64), rows["part"].to_numpy()
    degree = temperature(every[parts == _CALIBRATE], truth[parts == _CALIBRATE]) if (parts == _CALIBRATE).any() else 1.0
    tests = {
        language: _judged(every[at] / degree, truth[at], labels)
        for language in sorted(set(rows["language"]))
        if (at := np.isin(parts, _TEST) & (rows["language"] == language).to_numpy()).any()
    }
    return Fitted(tuple(labels), weights, told, intercepts, degree, n_train, tests)


def _telling(texts: DataFrame, n_labels: int) -> tuple[int, Telling]:
    """How many texts there are, and how telling each bucket is: as many counts as buckets and labels, whatever is
    written."""

    @arrow_udf("array<int>")  # type: ignore[call-overload, untyped-decorator]
    def held(given: pa.Array) -> pa.Array:
        found = char_ngrams.vectors([one or "" for one in given.to_pylist()], cut=words)
        return pa.array([index for index, _ in found], type=pa.list_(pa.int32()))

    # Minus one stands for the text itself.
    each = texts.select(F.explode(F.array_append(held(F.col("text")), F.lit(-1))).alias("bucket"), "label")
    counts = each.groupBy("bucket", "label").agg(F.count(F.lit(1)).alias("n")).toPandas()
    found, at = np.unique(counts["bucket"].to_numpy(dtype=np.int64), return_inverse=True)
    table = np.zeros((len(found), n_labels), dtype=np.int64)
    table[at, counts["label"].to_numpy(dtype=np.int64)] = counts["n"]
    own = table[found < 0].sum(axis=0)
    return int(own.sum()), char_ngrams.telling(found[found >= 0], table[found >= 0], own)


def logits(text: Column, weights: npt.NDArray[np.float32], intercepts: Sequence[float], told: Telling) -> Column:
    """The text's log odds, a value a label, before calibration; arguments as of Fitted."""
    given = np.array(intercepts)

    @arrow_udf("array<double>")  # type: ignore[call-overload, untyped-decorator]
    def scored(texts: pa.Array) -> pa.Array:
        found = char_ngrams.scores([one or "" for one in texts.to_pylist()], weights, told, words) + given
        return pa.array(list(found), type=pa.list_(pa.float64()))

    column: Column = scored(text)
    return column


def _judged(scores: Any, truth: Any, labels: Sequence[str]) -> dict[str, float | int | None]:
    judged = quality(scores, truth)
    told: dict[str, float | int | None] = {
        "n_test": judged.n,
        "accuracy": judged.accuracy,
        "weighted_f1": judged.weighted_f1,
        "brier": judged.brier,
        "auc": None,
    }
    if {"negative", "positive"} <= set(labels):
        low, high = labels.index("negative"), labels.index("positive")
        clear = np.isin(truth, (low, high))
        told["auc"] = auc(scores[clear, high] - scores[clear, low], truth[clear] == high)
    return told


def _vector(told: Telling) -> Any:
    from pyspark.ml.linalg import SparseVector, VectorUDT

    # By rows: Arrow has no vectors of Spark ML.
    @F.udf(returnType=VectorUDT(), useArrow=False)
    def vector(text: str) -> "SparseVector":
        [(index, values)] = char_ngrams.vectors([text or ""], told, words)
        return SparseVector(char_ngrams.N_BUCKETS, index, values)

    return vector
