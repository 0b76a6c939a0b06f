"""One way to make a model of sentiment: hashed n-grams of letters and words, by how telling they are, multinomial
logistic regression, and one temperature.

A tenth of the texts, by their hash, is kept back to judge the model, a twentieth to calibrate it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.silver.texts.words import words
from gcrm.stats import char_ngrams
from gcrm.stats.char_ngrams import Ints, Telling
from gcrm.stats.probability_scores import auc, quality, temperature

LABELS = ("negative", "neutral", "positive", "question")
_TEST, _CALIBRATE, _PARTS = (0, 1), 2, 20
# What stands in fewer texts tells little, and there is much of it: it gets no weight.
_LEAST_TEXTS = 2


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
    texts = labelled.filter(share).select("text", "language", places.cast("int").alias("label"), part.alias("part"))
    # Texts are cut into words and hashed once.
    learned = texts.filter(F.col("part") > _CALIBRATE).select("label", _counted(F.col("text")).alias("held")).persist()
    try:
        seen = _seen(learned, len(labels))
        vectors = learned.select(F.col("label").cast("double"), _vector(seen)("held").alias("features"))
        fit = LogisticRegression(
            maxIter=training.iterations,
            regParam=1 / (training.c * max(1, seen.n)),
            family="multinomial",
            standardization=False,
            tol=1e-4,
            # Spark ML goes through all weights for each block of rows, which by default has a megabyte: some 250 texts.
            maxBlockSizeInMB=64,
        ).fit(vectors)
    finally:
        learned.unpersist()
    if fit.numClasses < len(labels):  # a label of the last places that the sample lacks
        raise ValueError(f"Label '{labels[-1]}' is too rare to be learned.")
    n_train, told = seen.n, seen.told
    weights = np.zeros((char_ngrams.N_BUCKETS, len(labels)), dtype=np.float32)
    weights[seen.kept] = fit.coefficientMatrix.toArray().T
    intercepts = tuple(float(one) for one in fit.interceptVector.toArray())
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


@dataclass(frozen=True)
class _Seen:
    """`n`: how many texts there are; `told`: how telling each bucket is; `kept`: buckets that get weights."""

    n: int
    told: Telling
    kept: Ints


def _counted(text: Column) -> Column:
    """A text's buckets and how often each stands in it."""

    @arrow_udf("struct<buckets:array<int>,counts:array<float>>")  # type: ignore[call-overload, untyped-decorator]
    def counted(given: pa.Array) -> pa.Array:
        edges, found, counts = char_ngrams.counted([one or "" for one in given.to_pylist()], words)
        return pa.StructArray.from_arrays(
            [_lists(edges, found.astype(np.int32)), _lists(edges, counts.astype(np.float32))], ["buckets", "counts"]
        )

    column: Column = counted(text)
    return column


def _seen(learned: DataFrame, n_labels: int) -> _Seen:
    """What the texts hold: as many counts as buckets and labels, whatever is written."""

    def held(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        # Minus one stands for the text itself.
        table = np.zeros((char_ngrams.N_BUCKETS + 1, n_labels), dtype=np.int64)
        for batch in batches:
            labels, lists = batch.column("label").to_numpy(), batch.column("buckets")
            of = np.repeat(labels, np.diff(lists.offsets.to_numpy()))
            cells = lists.flatten().to_numpy().astype(np.int64) * n_labels + of
            table[:-1] += np.bincount(cells, minlength=table[:-1].size).reshape(-1, n_labels)
            table[-1] += np.bincount(labels, minlength=n_labels)
        found = np.flatnonzero(table.any(axis=1))
        counts = pa.FixedSizeListArray.from_arrays(pa.array(table[found].ravel()), n_labels)
        yield pa.RecordBatch.from_arrays([pa.array(found), counts.cast(pa.list_(pa.int64()))], ["bucket", "n"])

    parts = learned.select("label", "held.buckets").mapInArrow(held, "bucket long, n array<long>")
    sums = [F.sum(F.col("n")[i]).alias(str(i)) for i in range(n_labels)]
    rows = parts.groupBy("bucket").agg(*sums).toPandas()
    bucket, table = rows["bucket"].to_numpy(dtype=np.int64), rows.drop(columns="bucket").to_numpy(dtype=np.int64)
    own, is_bucket = table[bucket == char_ngrams.N_BUCKETS].sum(axis=0), bucket < char_ngrams.N_BUCKETS
    often = is_bucket & (table.sum(axis=1) >= _LEAST_TEXTS)
    told = char_ngrams.telling(bucket[is_bucket], table[is_bucket], own)
    return _Seen(int(own.sum()), told, np.sort(bucket[often]))


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


def _vector(seen: _Seen) -> Any:
    """Of a text's counts the vector that is learned from, as wide as buckets are kept."""
    from pyspark.ml.linalg import VectorUDT
    from pyspark.sql.pandas.types import to_arrow_type

    kind = to_arrow_type(VectorUDT.sqlType())
    place = np.full(char_ngrams.N_BUCKETS, -1, dtype=np.int32)
    place[seen.kept] = np.arange(len(seen.kept))
    told, width = seen.told, len(seen.kept)

    @arrow_udf(VectorUDT())  # type: ignore[call-overload, untyped-decorator]
    def vector(held: pa.Array) -> pa.Array:
        buckets, counts = held.field("buckets"), held.field("counts")
        edges, found = buckets.offsets.to_numpy() - buckets.offsets[0].as_py(), buckets.flatten().to_numpy()
        values = char_ngrams.unit(edges, found, counts.flatten().to_numpy(), told)
        at = place[found]
        inside = np.concatenate([[0], np.cumsum(at >= 0)])[edges]
        n = len(held)
        sparse = pa.array(np.zeros(n, dtype=np.int8)), pa.array(np.full(n, width, dtype=np.int32))
        lists = (at[at >= 0], values[at >= 0])
        columns = [*sparse, *(_lists(inside, one, kind.field(2 + i).type) for i, one in enumerate(lists))]
        return pa.StructArray.from_arrays(columns, fields=list(kind))

    return vector


def _lists(edges: Ints, values: npt.NDArray[Any], kind: pa.DataType | None = None) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(edges.astype(np.int32)), pa.array(values), type=kind)
