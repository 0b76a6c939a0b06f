"""One row per model, language and topic: its number and name, and how likely each term is in it.

Rows are only ever added. The first posts of a language make its topics by themselves, once there are enough of them
over four weeks; `gcrm train topics` fits them anew, of all posts. A topic keeps its number from fit to fit: new topics
are matched one to one with those before, so that all are as alike as can be. The newest fit of a language counts.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Append, Field, Rule, Table
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.topics.fitting import Settings, Topic, fitted

TOPIC_MODELS = Table(
    name="warehouse.topic_models",
    doc=__doc__,
    key=("model", "language", "topic"),
    fields=(
        Field("model", "string", "Name of the model: day and hash of its weights"),
        Field("language", "string", "ISO 639-1 code of the posts"),
        Field("topic", "int", "Number of the topic in its language: it stays when topics are fitted anew"),
        Field("name", "string", "Its most telling terms", required=True),
        Field("share", "double", "Of what is written in the language", required=True),
        Field("likeness", "double", "To the topic of this number in the fit before, by cosine; 0 of a new one",
              required=True),
        Field("terms", "array<string>", "Terms of the language that are counted", required=True),
        Field("weights", "array<double>", "How likely each of them is in the topic", required=True),
        Field("fitted_on", "date", "Last day of the posts that it was fitted on", required=True),
    ),
    rules=(
        Rule("a_weight_for_each_term", "size(weights) = size(terms)"),
        Rule("share_is_a_share", "share BETWEEN 0 AND 1"),
    ),
    load=Append(),
)  # fmt: skip


def build(texts: DataFrame, settings: Settings) -> DataFrame:
    """Topics of the languages that have enough posts among the news: at a coalition's first run as a rule."""
    return rows(texts.sparkSession, fitted(texts, settings), last_day(texts))


def last_day(texts: DataFrame) -> date | None:
    """The day of the newest post; None where there is none."""
    newest: date | None = texts.agg(F.to_date(F.max("posted_at"))).collect()[0][0]
    return newest


def again(texts: DataFrame, models: DataFrame, settings: Settings) -> list[Topic]:
    """Topics of all posts, numbered as those that count now."""
    return fitted(texts, settings, current(models))


def rows(spark: SparkSession, topics: Sequence[Topic], fitted_on: date | None) -> DataFrame:
    """The topics as a frame of the table's columns."""
    digest = sha256(repr(topics).encode()).hexdigest()[:8]
    listed = [
        (f"topics-{fitted_on}-{digest}", one.language, one.number, one.name, one.share, one.likeness, one.terms,
         one.weights, fitted_on)
        for one in topics
    ]  # fmt: skip
    return small(spark, schema(TOPIC_MODELS), listed)


def newest(models: DataFrame) -> DataFrame:
    """The rows of each language's newest fit."""
    order = F.struct("fitted_on", "model")
    counts = models.groupBy("language").agg(F.max_by("model", order).alias("model"))
    return models.join(F.broadcast(counts), ["language", "model"])


def current(models: DataFrame) -> list[Topic]:
    """The topics that count: some for each language, whatever is written."""
    return [
        Topic(row["language"], row["topic"], row["name"], tuple(row["terms"]), tuple(row["weights"]), row["share"])
        for row in newest(models).orderBy("language", "topic").collect()
    ]


STEP = Step(output=TOPIC_MODELS, inputs={"texts": News(POST_TEXTS)}, build=build, settings=Settings)
