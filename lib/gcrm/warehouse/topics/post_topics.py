"""One row per post with words in a language that has topics: which of them it is about, and by which model.

A post of none of whose terms a model knows is about none.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats import biterms
from gcrm.warehouse.topics.fitting import Topic
from gcrm.warehouse.topics.models import TOPIC_MODELS, current, newest
from gcrm.warehouse.topics.tokens import tokens

_CARRIED = ("post_id", "month", "posted_at", "member_id", "language")

POST_TOPICS = Table(
    name="warehouse.post_topics",
    doc=__doc__,
    key=("post_id",),
    fields=(
        Field("post_id", "string", "Keyed hash of the id of the post", pii="thing"),
        Field("month", "date", "First day of the month of posted_at", required=True),
        Field("posted_at", "timestamp", "Local time of the post", required=True),
        Field("member_id", "string", "Pseudonym of the author, where known", pii="pseudonym"),
        Field("language", "string", "ISO 639-1 code", required=True),
        Field("model", "string", "Model that told it", required=True),
        Field("topic", "int", "Number of the topic in its language"),
        Field("topic_share", "double", "Probability of the topic", required=True),
    ),
    rules=(Rule("probability_is_one", "topic_share BETWEEN 0 AND 1 + 1e-9"),),
    load=ReplaceGroups(("month", "post_id")),
    cluster_by=("month",),
    day="posted_at",
)
_RESULT = pa.struct([("topic", pa.int32()), ("topic_share", pa.float64())])


def build(texts: DataFrame, models: DataFrame) -> DataFrame:
    """One map over the posts that changed, with the topics in the workers."""
    named = newest(models).select("language", "model").distinct()
    known = texts.select(*_CARRIED, "text").join(F.broadcast(named), "language")
    told = _teller(current(models))(tokens(F.col("text"), F.col("language")), F.col("language"))
    made = known.withColumn("_told", told).select("*", "_told.*").filter("topic IS NOT NULL")
    return made.select(*POST_TOPICS.columns)


class Teller:
    """Tells the topics of texts of one language."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.numbers = [one.number for one in topics]
        self.shares = np.array([one.share for one in topics])
        self.weights = np.array([one.weights for one in topics])
        self.places = {term: i for i, term in enumerate(topics[0].terms)}

    def told(self, terms: Sequence[str]) -> dict[str, Any]:
        """The likeliest topic; none where no term is known.

        >>> pair = [Topic("en", 7, "", ("queue", "bread"), (0.9, 0.1), 0.5), Topic("en", 8, "", (), (0.1, 0.9), 0.5)]
        >>> Teller(pair).told(["long", "queue"]), Teller(pair).told(["sun"])
        ({'topic': 7, 'topic_share': 0.9}, {'topic': None, 'topic_share': 0.0})
        """
        known = np.array([self.places[term] for term in terms if term in self.places], dtype=np.int64)
        if not len(known):
            return {"topic": None, "topic_share": 0.0}
        chances = biterms.chances(known, self.shares, self.weights)
        best = int(chances.argmax())
        return {"topic": self.numbers[best], "topic_share": round(float(chances[best]), 4)}


def _teller(topics: Sequence[Topic]) -> Any:
    @arrow_udf("struct<topic:int,topic_share:double>")  # type: ignore[call-overload, untyped-decorator]
    def told(terms: pa.Array, languages: pa.Array) -> pa.Array:
        tellers = {of: Teller([one for one in topics if one.language == of]) for of in {t.language for t in topics}}
        pairs = zip(terms.to_pylist(), languages.to_pylist(), strict=True)
        # Spark may ask of texts that a join is about to leave out.
        found = (tellers[of].told(own) if of in tellers else None for own, of in pairs)
        return pa.array(found, _RESULT)

    return told


STEP = Step(output=POST_TOPICS, inputs={"texts": News(POST_TEXTS), "models": TOPIC_MODELS}, build=build)
