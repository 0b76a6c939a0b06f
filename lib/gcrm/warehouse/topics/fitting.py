"""Fits the topics of each language: two passes over posts count terms and pairs of terms, the rest is of the driver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.stats import biterms
from gcrm.stats.biterms import Floats
from gcrm.warehouse.topics.tokens import tokens

_TOLD = 5  # terms of a topic's name


@dataclass(frozen=True)
class Settings:
    """How topics are fitted.

    `topics`: of each language. `most_terms`: of a language that are counted in pairs. `fewest_posts`: that hold a term,
    and `most_share` of the language's posts; what stands in more tells nothing. `language_posts`, `days`: of a language
    that posts must reach before it is fitted.
    """

    topics: int = 8
    most_terms: int = 400
    fewest_posts: int = 5
    most_share: float = 0.1
    language_posts: int = 500
    days: int = 28

    def __post_init__(self) -> None:
        if min(self.topics, self.most_terms, self.fewest_posts, self.language_posts, self.days) < 1:
            raise ValueError("topics, most_terms, fewest_posts, language_posts and days must be 1 or more.")
        if not 0 < self.most_share <= 1:
            raise ValueError("most_share must be above 0 and at most 1, such as 0.1.")


@dataclass(frozen=True)
class Topic:
    """A topic of a language, or what is known of an earlier one. `weights`: P(term) of each of `terms`; `likeness`: to
    the topic of the same number in the fit before, 0 where there was none."""

    language: str
    number: int
    name: str
    terms: tuple[str, ...]
    weights: tuple[float, ...]
    share: float
    likeness: float = 0.0


def fitted(texts: DataFrame, settings: Settings, before: Sequence[Topic] = ()) -> list[Topic]:
    """The topics of every language with enough posts; numbers are those of the fit `before` where topics are alike."""
    counted = texts.filter("language IS NOT NULL").groupBy("language")
    known = counted.agg(F.count(F.lit(1)).alias("n"), F.count_distinct(F.to_date("posted_at")).alias("days")).collect()
    n = {
        row["language"]: row["n"]
        for row in known
        if row["n"] >= settings.language_posts and row["days"] >= settings.days
    }
    if not n:
        return []
    # Copies of one text would make a topic of their own.
    mine = texts.filter(F.col("language").isin(*n)).withColumn("_same", F.coalesce("copy_key", F.xxhash64("text")))
    once = mine.groupBy("language", "_same").agg(F.min("text").alias("text"))
    said = once.select("language", tokens(F.col("text"), F.col("language")).alias("terms")).persist()
    vocabulary = _vocabulary(said, n, settings)
    pairs = _pairs(said, vocabulary)
    said.unpersist()
    made = []
    for language, terms in sorted(vocabulary.items()):
        earlier = [one for one in before if one.language == language]
        made += _of_language(language, terms, pairs[language], earlier, settings)
    return made


def _vocabulary(said: DataFrame, n: Mapping[str, int], settings: Settings) -> dict[str, list[str]]:
    """The most frequent terms of each language that do not stand everywhere."""
    each = said.select("language", F.explode("terms").alias("term")).groupBy("language", "term")
    counts = each.agg(F.count(F.lit(1)).alias("k")).filter(F.col("k") >= settings.fewest_posts)
    most = F.create_map(*(F.lit(part) for pair in n.items() for part in pair))[F.col("language")]
    telling = counts.filter(F.col("k") <= F.greatest(most * settings.most_share, F.lit(settings.fewest_posts)))
    ranks = Window.partitionBy("language").orderBy(F.desc("k"), "term")
    top = telling.withColumn("rank", F.row_number().over(ranks)).filter(F.col("rank") <= settings.most_terms)
    found: dict[str, list[str]] = {}
    for row in top.select("language", "term").collect():
        found.setdefault(row["language"], []).append(row["term"])
    return {language: sorted(terms) for language, terms in found.items() if len(terms) > 1}


def _pairs(said: DataFrame, vocabulary: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
    """Texts of each language that hold both of two terms: as many counts as pairs of its vocabulary, at most."""
    known = _known(vocabulary)
    kept = said.filter(F.col("language").isin(*vocabulary)).select(
        "language", F.array_intersect("terms", known).alias("terms")
    )
    first = kept.select("language", "terms", F.explode("terms").alias("a"))
    both = first.select("language", "a", F.explode("terms").alias("b")).filter("a < b")
    counts = both.groupBy("language", "a", "b").agg(F.count(F.lit(1)).alias("k")).collect()
    places = {language: {term: i for i, term in enumerate(terms)} for language, terms in vocabulary.items()}
    found = {language: np.zeros((len(terms), len(terms))) for language, terms in vocabulary.items()}
    for row in counts:
        a, b = (places[row["language"]][row[name]] for name in ("a", "b"))
        found[row["language"]][a, b] = found[row["language"]][b, a] = row["k"]
    return found


def _known(vocabulary: Mapping[str, Sequence[str]]) -> Column:
    found = F.array().cast("array<string>")
    for language, terms in vocabulary.items():
        own = F.array(*map(F.lit, terms))
        found = F.when(F.col("language") == language, own).otherwise(found)
    return found


def _of_language(
    language: str, terms: Sequence[str], pairs: Floats, before: Sequence[Topic], settings: Settings
) -> list[Topic]:
    k = min(settings.topics, len(terms))
    found = biterms.fitted(pairs, k)
    place = {term: i for i, term in enumerate(terms)}
    old = np.zeros((len(before), len(terms)))
    for row, topic in enumerate(before):
        for term, weight in zip(topic.terms, topic.weights, strict=True):
            if term in place:
                old[row, place[term]] = weight
    numbers, likeness = biterms.numbered(found.terms, old, [one.number for one in before])
    told = biterms.telling(found.terms, found.shares, _TOLD)
    return [
        Topic(
            language,
            numbers[z],
            ", ".join(terms[i] for i in told[z]),
            tuple(terms),
            tuple(float(one) for one in found.terms[z]),
            float(found.shares[z]),
            likeness[z],
        )
        for z in range(k)
    ]
