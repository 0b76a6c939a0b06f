"""One row per model of sentiment, with its card: what it was made of, how good it is, and its weights.

Rows are only ever added, so what an old post was judged by can be looked up. The first posts with stars of four weeks
that are delivered at once make a model by themselves (distant supervision: Go, Bhayani and Huang 2009); `gcrm train
sentiment` makes one of labelled texts, or of every post with stars. The newest model of labelled texts counts before
the newest of stars.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Append, Field, Rule, Table
from gcrm.core.frames import small
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats.char_ngrams import N_BUCKETS
from gcrm.warehouse.sentiment.training import LABELS, Fitted, Training, fitted

STARS, LABELLED = "stars", "labelled"
_TEST = "struct<n_test:int,accuracy:double,weighted_f1:double,brier:double,auc:double>"

SENTIMENT_MODELS = Table(
    name="warehouse.sentiment_models",
    doc=__doc__,
    key=("model",),
    fields=(
        Field("model", "string", "Name of the model: source, day and hash of what it was made of"),
        Field("source", "string", "stars or labelled", required=True),
        Field("trained_on", "date", "Last day of the posts, or the day of the training", required=True),
        Field("languages", "array<string>", "Languages that it judges", required=True),
        Field("labels", "array<string>", "What it tells apart, in the order of the weights", required=True),
        Field("n_train", "bigint", "Texts that it learned from", required=True),
        Field("tests", f"map<string,{_TEST}>", "Of each language how texts that were kept back are judged; auc is of "
              "positive against negative", required=True),
        Field("temperature", "double", "The log odds are divided by it", required=True),
        Field("n_buckets", "int", "Size of the hashed vocabulary: n-grams of letters, then of words", required=True),
        Field("weights", "array<float>", "A weight a label for each bucket, bucket by bucket", required=True),
        Field("telling", "array<float>", "How telling each bucket is of labels: it multiplies counts", required=True),
        Field("intercepts", "array<double>", "One a label", required=True),
        Field("data", "string", "What it was made of, in words", required=True),
        Field("licence", "string", "Of the labelled texts, as told"),
    ),
    rules=(
        Rule("weights_are_whole", "size(weights) = n_buckets * size(labels)"),
        Rule("telling_is_whole", "size(telling) = n_buckets"),
        Rule("temperature_is_positive", "temperature > 0"),
    ),
    load=Append(),
)  # fmt: skip


def build(texts: DataFrame, settings: Training) -> DataFrame:
    """A model of the rated posts among the news, where they are enough: at a coalition's first run as a rule."""
    return rows(texts.sparkSession, of_stars(texts, settings, settings.days))


def of_stars(texts: DataFrame, training: Training, days: int = 1) -> list[dict[str, Any]]:
    """At most one row: a model of all languages in which enough posts give stars, on so many days."""
    rated = labelled_by_stars(texts)
    told = rated.groupBy("language", "label").agg(F.count(F.lit(1)).alias("n"), F.collect_set("day").alias("days"))
    counts = told.collect()
    n = {(row["language"], row["label"]): row["n"] for row in counts}
    on: dict[str, set[date]] = {}
    for row in counts:
        on.setdefault(row["language"], set()).update(row["days"])
    languages = [language for language in enough(n, training) if len(on[language]) >= days]
    if not languages:
        return []
    labels = [label for label in LABELS if any((language, label) in n for language in languages)]
    mine = rated.filter(F.col("language").isin(*languages))
    total = sum(count for (language, _), count in n.items() if language in languages)
    made = fitted(mine, labels, total, training)
    return [
        card(
            made,
            STARS,
            max(day for row in counts for day in row["days"]),
            languages,
            f"{total} own posts with stars",
            None,
        )
    ]


def labelled_by_stars(texts: DataFrame) -> DataFrame:
    """text, language, label, day of posts with stars: 1 and 2 are negative, 3 is neutral, 4 and 5 are positive."""
    label = F.when(F.col("score") < 3, "negative").when(F.col("score") > 3, "positive").otherwise("neutral")
    known = texts.filter("score IS NOT NULL AND language IS NOT NULL")
    return known.select("text", "language", label.alias("label"), F.to_date("posted_at").alias("day"))


def enough(n: Mapping[tuple[str, str], int], training: Training) -> list[str]:
    """The languages that can be learned, by texts counted by language and label.

    >>> given = {("pt", "negative"): 300, ("pt", "positive"): 700, ("ko", "positive"): 9000, ("vi", "negative"): 5}
    >>> enough(given, Training())
    ['pt']
    """
    found = []
    for language in sorted({language for language, _ in n}):
        mine = [count for (of, _), count in n.items() if of == language]
        often = sum(count >= training.fewest_of_label for count in mine)
        if often >= 2 and sum(mine) >= training.fewest_texts:
            found.append(language)
    return found


def card(
    made: Fitted, source: str, day: date, languages: Sequence[str], data: str, licence: str | None
) -> dict[str, Any]:
    """A model's row.

    `source`: STARS or LABELLED. `day`: when it was trained. `data`: what it was made of. `licence`: of that.
    """
    digest = sha256(made.weights.tobytes()).hexdigest()[:8]
    return {
        "model": f"{source}-{day}-{digest}",
        "source": source,
        "trained_on": day,
        "languages": list(languages),
        "labels": list(made.labels),
        "n_train": made.n_train,
        "tests": dict(made.by_language),
        "temperature": made.temperature,
        "n_buckets": N_BUCKETS,
        "weights": made.weights.ravel(),
        "telling": made.told,
        "intercepts": list(made.intercepts),
        "data": data,
        "licence": licence,
    }


def rows(spark: SparkSession, cards: Sequence[Mapping[str, Any]]) -> DataFrame:
    """The rows as a frame of the table's columns."""
    schema = ", ".join(f"`{field.name}` {field.type}" for field in SENTIMENT_MODELS.fields)
    return small(spark, schema, [[one[name] for name in SENTIMENT_MODELS.columns] for one in cards])


def current(models: DataFrame) -> DataFrame:
    """`language` and the model that counts for it: of labelled texts before of stars, then the newest."""
    order: Column = F.struct(F.col("source") == LABELLED, "trained_on", "model")
    by_language = models.select(F.explode("languages").alias("language"), order.alias("rank"), "model")
    return by_language.groupBy("language").agg(F.max_by("model", "rank").alias("model"))


STEP = Step(output=SENTIMENT_MODELS, inputs={"texts": News(POST_TEXTS)}, build=build, settings=Training)
