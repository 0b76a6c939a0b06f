"""One row per post with words: its sentiment, that about each partner it names, and about each aspect it tells of.

A sentence that names a partner or an aspect counts for it; the post as a whole where it is one sentence. A language
without a model is `not judged`. When a newer model counts for a language, every post is judged anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.silver.texts.words import words
from gcrm.stats import char_ngrams
from gcrm.stats.char_ngrams import Telling
from gcrm.warehouse.sentiment.aspects import Seeds, Words, merged
from gcrm.warehouse.sentiment.models import SENTIMENT_MODELS, current

NOT_JUDGED = "not judged"
_TONE = "sentiment:string,p_negative:double,p_positive:double"
_ABOUT = f"array<struct<about:string,{_TONE}>>"
_CARRIED = ("post_id", "month", "posted_at", "member_id", "language", "area_id", "partners", "categories")

POST_OPINIONS = Table(
    name="warehouse.post_opinions",
    doc=__doc__,
    key=("post_id",),
    fields=(
        Field("post_id", "string", "Keyed hash of the id of the post", pii="thing"),
        Field("month", "date", "First day of the month of posted_at", required=True),
        Field("posted_at", "timestamp", "Local time of the post", required=True),
        Field("member_id", "string", "Pseudonym of the author, where known", pii="pseudonym"),
        Field("language", "string", "ISO 639-1 code"),
        Field("area_id", "string", "The one area that is named, else the one that the channel told"),
        Field("partners", "array<string>", "Partners that are named, or that the post is about", required=True),
        Field("categories", "array<string>", "Categories of products that are named", required=True),
        Field("model", "string", "Model that judged it; null where none can"),
        Field("sentiment", "string", "negative, neutral, positive, question, or not judged", required=True),
        Field("p_negative", "double", "Probability that it is negative; null where it is not judged"),
        Field("p_positive", "double", "Probability that it is positive; null where it is not judged"),
        Field("by_partner", _ABOUT, "The same of what is said about each partner", required=True),
        Field("by_aspect", _ABOUT, "The same of what is said of each aspect", required=True),
    ),
    rules=(
        Rule("probabilities_are_shares", "p_positive IS NULL OR p_positive + p_negative BETWEEN 0 AND 1 + 1e-9"),
        Rule("judged_by_a_model", "(model IS NULL) = (sentiment = 'not judged')"),
    ),
    load=ReplaceGroups(("month", "post_id")),
    cluster_by=("month",),
    day="posted_at",
)
_SENTENCE = re.compile(r"(?<=[.!?…。！？\n])\s+")
_MOST_SENTENCES = 40
_RESULT = pa.struct(
    [
        ("model", pa.string()),
        ("sentiment", pa.string()),
        ("p_negative", pa.float64()),
        ("p_positive", pa.float64()),
        *(
            (name, pa.list_(pa.struct([("about", pa.string()), ("sentiment", pa.string())]
                                      + [(p, pa.float64()) for p in ("p_negative", "p_positive")])))
            for name in ("by_partner", "by_aspect")
        ),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """`aspects`: a coalition's own seed words, by language and aspect; an empty list takes an aspect away."""

    aspects: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """What a worker needs of a model of sentiment."""

    name: str
    labels: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    told: Telling
    intercepts: npt.NDArray[np.float64]
    temperature: float

    def chances(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Calibrated probabilities: a row a text, a column a label."""
        # Here, because `gcrm plan` imports every step and has no use for scipy.
        from scipy.special import softmax

        scores = char_ngrams.scores(texts, self.weights, self.told, words) + self.intercepts
        chances: npt.NDArray[np.float64] = softmax(scores / self.temperature, axis=1)
        return chances


def build(texts: DataFrame, models: DataFrame, settings: Settings) -> DataFrame:
    """One map over the posts that changed, with the models that count in the workers."""
    by_language = judges(models)
    judged = _judge(by_language, merged(settings.aspects))("text", "language", "named_partners", "named_at", "partners")
    made = texts.select(*_CARRIED, judged.alias("_judged"))
    return made.select(*_CARRIED, "_judged.*").select(*POST_OPINIONS.columns)


def judges(models: DataFrame) -> dict[str, Model]:
    """The model that counts, by language: as many as languages, whatever is written."""
    counted = current(models).join(models, "model").select(
        "language", "model", "labels", "weights", "telling", "intercepts", "temperature"
    )  # fmt: skip
    found, by_name = dict[str, Model](), dict[str, Model]()
    for row in counted.toArrow().to_batches():
        for i in range(row.num_rows):
            one = {name: row.column(name)[i] for name in row.schema.names}
            name, labels = one["model"].as_py(), tuple(one["labels"].as_py())
            if name not in by_name:
                weights, told = (
                    one[column].values.to_numpy(zero_copy_only=False).astype(np.float32)
                    for column in ("weights", "telling")
                )
                by_name[name] = Model(
                    name,
                    labels,
                    weights.reshape(-1, len(labels)),
                    told,
                    np.array(one["intercepts"].as_py()),
                    one["temperature"].as_py(),
                )
            found[one["language"].as_py()] = by_name[name]
    return found


def _judge(by_language: Mapping[str, Model], seeds: Words) -> Any:
    tone = "sentiment:string,p_negative:double,p_positive:double"

    @arrow_udf(  # type: ignore[call-overload, untyped-decorator]
        f"struct<model:string,{tone},by_partner:{_ABOUT},by_aspect:{_ABOUT}>"
    )
    def judge(texts: pa.Array, languages: pa.Array, named: pa.Array, at: pa.Array, partners: pa.Array) -> pa.Array:
        given = zip(*(column.to_pylist() for column in (texts, languages, named, at, partners)), strict=True)
        return pa.array(list(_judged([Said(*one) for one in given], by_language, Seeds(seeds))), type=_RESULT)

    return judge


@dataclass(frozen=True)
class Said:
    """A post's text and whom it names where; `partners` are also those that the channel tells."""

    text: str
    language: str | None
    named: Sequence[str]
    at: Sequence[int]
    partners: Sequence[str]

    def sentences(self) -> list[str]:
        """The whole text first; then its sentences, where there are several."""
        parts = _SENTENCE.split(self.text)[:_MOST_SENTENCES]
        return [self.text, *parts] if len(parts) > 1 else [self.text]


def _judged(posts: Sequence[Said], by_language: Mapping[str, Model], seeds: Seeds) -> Iterator[dict[str, Any]]:
    pieces = [post.sentences() for post in posts]
    tones: list[list[dict[str, Any]]] = [[] for _ in posts]
    for model in {model.name: model for model in by_language.values()}.values():
        mine = [i for i, post in enumerate(posts) if by_language.get(post.language or "") is model]
        flat = [piece for i in mine for piece in pieces[i]]
        if flat:
            every = iter(_tones(model, model.chances(flat)))
            for i in mine:
                tones[i] = [next(every) for _ in pieces[i]]
    for post, own, parts in zip(posts, tones, pieces, strict=True):
        if not own:
            nothing = {"model": None, "sentiment": NOT_JUDGED, "p_negative": None, "p_positive": None}
            yield {**nothing, "by_partner": [], "by_aspect": []}
            continue
        yield {
            "model": by_language[post.language or ""].name,
            **own[0],
            "by_partner": [{"about": one, **own[_sentence_of(post, one, parts)]} for one in post.partners],
            "by_aspect": list(_aspects(post, own, parts, seeds)),
        }


def _tones(model: Model, chances: npt.NDArray[np.float64]) -> Iterator[dict[str, Any]]:
    of = {label: chances[:, i] for i, label in enumerate(model.labels)}
    none = np.zeros(len(chances))
    negative, positive = of.get("negative", none), of.get("positive", none)
    for i, best in enumerate(chances.argmax(axis=1)):
        yield {
            "sentiment": model.labels[best],
            "p_negative": round(float(negative[i]), 4),
            "p_positive": round(float(positive[i]), 4),
        }


def _sentence_of(post: Said, partner: str, parts: Sequence[str]) -> int:
    """Which part tells of a partner: the whole post where it is alone, or where its name does not stand in it."""
    if len(post.partners) < 2 or len(parts) < 2 or partner not in post.named:
        return 0
    place, end = post.at[list(post.named).index(partner)], 0
    for i, sentence in enumerate(parts[1:], 1):
        end = post.text.index(sentence, end) + len(sentence)
        if place < end:
            return i
    return 0


def _aspects(post: Said, own: Sequence[dict[str, Any]], parts: Sequence[str], seeds: Seeds) -> Iterator[dict[str, Any]]:
    """Each aspect with the tone of the first sentence that tells of it."""
    seen = set[str]()
    for i, sentence in enumerate(parts[1:] if len(parts) > 1 else parts, 1 if len(parts) > 1 else 0):
        for aspect in seeds.found(sentence, post.language):
            if aspect not in seen:
                seen.add(aspect)
                yield {"about": aspect, **own[i]}


STEP = Step(
    output=POST_OPINIONS, inputs={"texts": News(POST_TEXTS), "models": SENTIMENT_MODELS}, build=build, settings=Settings
)
