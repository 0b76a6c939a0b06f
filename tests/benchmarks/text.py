"""Posts judged per second and core: batches of numpy in the workers, against scikit-learn's pipeline and a plain UDF.

All three take hashed n-grams of letters (2 to 5) and of words (1 and 2) of the same posts, and multiply them with the
same number of weights.
scikit-learn is measured where it is installed; it is no dependency.
"""

import importlib.util
import os
import time
from collections.abc import Callable, Sequence

import numpy as np
from pyspark.sql import functions as F
from tests.benchmarks.report import keep

from gcrm.core.storage.session import start
from gcrm.silver.texts.words import words
from gcrm.simulate.words import SENTIMENTS, TOPICS, writing
from gcrm.stats import char_ngrams
from gcrm.warehouse.sentiment.training import logits

N, PLAIN = int(os.environ.get("BENCH_POSTS", "1000000")), 20_000
LABELS = 3


def posts() -> list[str]:
    """Sentences of five languages, each with a tail of its own."""
    said = [
        sentence.format(brand="Marlowick", place="Hanwell", product="water")
        for spoken in writing().values()
        for sentiment in SENTIMENTS
        for topic in TOPICS
        for sentence in spoken.sentences[sentiment][topic]
    ]
    return [f"{one} #{i}" for i, one in enumerate(said)]


def main() -> None:
    spark = start(
        "gcrm benchmark", {"spark.master": "local[1]", "spark.driver.memory": "2g", "spark.ui.enabled": "false"}
    )
    weights = np.random.default_rng(1).normal(size=(char_ngrams.N_BUCKETS, LABELS)).astype(np.float32)
    told = np.ones(char_ngrams.N_BUCKETS, dtype=np.float32)
    said = posts()
    table = spark.createDataFrame([(i, text) for i, text in enumerate(said)], "i int, text string")
    every = spark.range(N).join(F.broadcast(table), F.col("id") % len(said) == F.col("i")).select("text").persist()
    every.count()

    def judged() -> None:
        every.select(logits(F.col("text"), weights, [0.0] * LABELS, told).alias("o")).agg(
            F.sum(F.col("o")[0])
        ).collect()

    figures = {
        "posts": float(N),
        "per_second": N / seconds(judged),
        "plain_udf_per_second": PLAIN / plain(every.limit(PLAIN), weights),
    }
    figures["times_plain_udf"] = figures["per_second"] / figures["plain_udf_per_second"]
    if importlib.util.find_spec("sklearn"):
        some = (said * (1 + PLAIN // len(said)))[:PLAIN]
        figures["sklearn_per_second"] = PLAIN / sklearn(some, weights)
        figures["times_sklearn"] = figures["per_second"] / figures["sklearn_per_second"]
    keep("text", figures)
    spark.stop()


def seconds(work: Callable[[], object]) -> float:
    """The faster of two."""
    taken = []
    for _ in range(2):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def plain(frame: object, weights: np.ndarray) -> float:
    """A Python function that is called for each post."""

    def score(text: str) -> float:
        form, total, n = char_ngrams.normal(text), 0.0, 0
        said = tuple(words(form))
        for parts, sizes in ((form, char_ngrams.SIZES), (said, char_ngrams.WORD_SIZES)):
            for size in sizes:
                for at in range(len(parts) - size + 1):
                    total += float(weights[hash(parts[at : at + size]) % char_ngrams.N_BUCKETS, 0])
                    n += 1
        return total / max(n, 1) ** 0.5

    scored = F.udf(score, "double", useArrow=False)
    return seconds(lambda: frame.select(scored("text").alias("o")).agg(F.sum("o")).collect())  # type: ignore[attr-defined]


def sklearn(texts: Sequence[str], weights: np.ndarray) -> float:
    """The same features by scikit-learn, in one process without Spark."""
    text = importlib.import_module("sklearn.feature_extraction.text")
    half = 1 << char_ngrams.BITS
    letters = text.HashingVectorizer(analyzer="char", ngram_range=(2, 5), n_features=half)
    said = text.HashingVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2), n_features=half)
    return seconds(lambda: (letters.transform(texts) @ weights[:half] + said.transform(texts) @ weights[half:]).sum())


if __name__ == "__main__":
    main()
