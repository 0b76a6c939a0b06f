"""One row per post with words: the text in one normal form, its language, its signs, and what it names.

Names are the coalition's own: partners, areas of every level, categories of products, and aliases in the section
`texts`. A new partner or area is looked for in every post; a new category in posts that come after it.
"""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.core.contracts.step import Lookup, News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.silver.posts import POSTS
from gcrm.silver.products import PRODUCTS
from gcrm.silver.texts import JOB, signs
from gcrm.silver.texts.languages import detected
from gcrm.silver.texts.names import KINDS, Finder, Names, ids_of
from gcrm.silver.texts.settings import TextSettings

_CARRIED = ("post_id", "month", "posted_at", "channel", "member_id", "score")

POST_TEXTS = Table(
    name="silver.post_texts",
    doc=__doc__,
    key=("post_id",),
    fields=(
        Field("post_id", "string", "Keyed hash of the id of the post", pii="thing"),
        Field("month", "date", "First day of the month of posted_at", required=True),
        Field("posted_at", "timestamp", "Local time of the post", required=True),
        Field("channel", "string", "review, blog or sns", required=True),
        Field("member_id", "string", "Pseudonym of the author, where known", pii="pseudonym"),
        Field("score", "int", "Stars from 1 to 5, where given"),
        Field("text", "string", "Title and text, masked, NFKC, without unseen signs", required=True, pii="text"),
        Field("language", "string", "ISO 639-1 code, as detected; as told where the text does not say"),
        Field("language_confidence", "double", "Of the language, 0 to 1; 0 of a text without letters"),
        Field("language_told", "string", "ISO 639-1 code as delivered"),
        Field("hashtags", "array<string>", "Hashtags in lower case, each once", required=True, pii="text"),
        Field("urls", "array<string>", "Addresses of pages without what is asked of them", required=True, pii="text"),
        Field("emoji", "array<string>", "Emoji in their order", required=True),
        Field("n_handles", "int", "Accounts that are called by their handle", required=True),
        Field("partners", "array<string>", "Partners that are named, or that the post is about", required=True),
        Field("named_partners", "array<string>", "Partners that are named in the text", required=True),
        Field("named_at", "array<int>", "Where in the text each of them is first named, from 0", required=True),
        Field("categories", "array<string>", "Categories of products that are named", required=True),
        Field("areas", "array<string>", "Areas that are named", required=True),
        Field("area_id", "string", "The one area that is named, else the one that the channel told"),
        Field("copy_key", "bigint", "Same for texts that differ in blanks and marks alone; null for short ones"),
        Field("frame_key", "bigint", "Same also where hashtags, addresses, emoji, numbers differ; null for short ones"),
    ),
    rules=(Rule("confidence_is_a_share", "language_confidence IS NULL OR language_confidence BETWEEN 0 AND 1"),),
    load=ReplaceGroups(("month", "post_id")),
    cluster_by=("month",),
    day="posted_at",
)

_READ = pa.struct(
    [
        ("language", pa.string()),
        ("confidence", pa.float64()),
        ("named_at", pa.list_(pa.int32())),
        *((kind, pa.list_(pa.string())) for kind in KINDS),
    ]
)
_DDL = f"struct<language:string,confidence:double,named_at:array<int>,{','.join(f'{k}:array<string>' for k in KINDS)}>"


def build(
    posts: DataFrame, partners: DataFrame, products: DataFrame, areas: DataFrame, settings: TextSettings
) -> DataFrame:
    """One map over the posts that changed; language and names in batches in the workers, signs by expressions."""
    names = names_of(partners, products, areas, settings)
    told = F.nullif(F.lower(F.substring_index(F.translate("language", "_", "-"), "-", 1)), F.lit(""))
    text = signs.readable(F.col("title"), F.col("text"), most=settings.max_chars)
    given = posts.select(
        *_CARRIED, "partner_id", F.col("area_id").alias("_told_area"), told.alias("language_told"), text.alias("text")
    )
    said = given.filter("text IS NOT NULL")
    read = said.withColumn("_read", _reader(names, settings)(F.col("text"), F.col("language_told")))
    named = F.col("_read.area")
    made = {
        "language": F.col("_read.language"),
        "language_confidence": F.col("_read.confidence"),
        "hashtags": signs.hashtags(F.col("text")),
        "urls": signs.urls(F.col("text")),
        "emoji": signs.emoji(F.col("text")),
        "n_handles": signs.n_handles(F.col("text")),
        "partners": F.array_union("_read.partner", F.array_compact(F.array("partner_id"))),
        "named_partners": F.col("_read.partner"),
        "named_at": F.col("_read.named_at"),
        "categories": F.col("_read.category"),
        "areas": named,
        "area_id": F.when(F.size(named) == 1, named[0]).otherwise(F.col("_told_area")),
        "copy_key": signs.copy_key(F.col("text")),
        "frame_key": signs.frame_key(F.col("text")),
    }
    return read.select(*(made.get(name, F.col(name)).alias(name) for name in POST_TEXTS.columns))


def names_of(partners: DataFrame, products: DataFrame, areas: DataFrame, settings: TextSettings) -> Names:
    """Every name that is looked for: as many as there are partners, areas and categories, whatever is written."""

    def rows(frame: DataFrame, kind: str, own: str, name: Column) -> DataFrame:
        return frame.select(F.lit(kind).alias("kind"), F.col(own).alias("own"), name.alias("name"))

    spelt = F.explode(F.array_union(F.array("name"), F.coalesce("other_names", F.array().cast("array<string>"))))
    known = products.filter("category IS NOT NULL").select("category", "category_as_delivered").distinct()
    every = (
        rows(partners.filter("name <> partner_id"), "partner", "partner_id", F.col("name"))
        .unionByName(rows(areas, "area", "area_id", spelt))
        .unionByName(rows(known, "category", "category", F.explode(F.array("category", "category_as_delivered"))))
    )
    found = {(row["kind"], row["own"], row["name"]) for row in every.collect() if row["name"]}
    aliases = (settings.partner_aliases, settings.category_aliases, settings.area_aliases)
    more = {(kind, own, one) for kind, ids in zip(KINDS, aliases, strict=True) for own, of in ids.items() for one in of}
    ignored = {name.casefold() for name in settings.ignored}
    return tuple(sorted(one for one in found | more if one[2].casefold() not in ignored))


_FINDERS: dict[tuple[int, int], Finder] = {}  # of this worker


def _finder(names: Names, fuzzy_from: int) -> Finder:
    key = hash(names), fuzzy_from
    if key not in _FINDERS:
        _FINDERS.clear()
        _FINDERS[key] = Finder(names, fuzzy_from)
    return _FINDERS[key]


def _reader(names: Names, settings: TextSettings) -> Any:
    languages, fuzzy_from = settings.languages, settings.fuzzy_from

    @arrow_udf(_DDL)  # type: ignore[call-overload, untyped-decorator]
    def read(texts: pa.Array, told: pa.Array) -> pa.Array:
        finder = _finder(names, fuzzy_from)
        pairs = zip(texts.to_pylist(), told.to_pylist(), strict=True)
        return pa.array([_one(text, language, languages, finder) for text, language in pairs], _READ)

    return read


def _one(text: str | None, told: str | None, languages: Iterable[str], finder: Finder) -> dict[str, Any]:
    language, confidence = detected(text, told, tuple(languages))
    mentions = finder.found(text) if text else []
    ids: dict[str, list[str]] = {kind: ids_of(mentions, kind) for kind in KINDS}
    first = {own: mention.start for mention in reversed(mentions) for kind, own in mention.ids if kind == "partner"}
    named_at = [first[own] for own in ids["partner"]]
    return {"language": language, "confidence": confidence, "named_at": named_at, **ids}


STEP = Step(
    output=POST_TEXTS,
    inputs={
        "posts": News(POSTS),
        "partners": PARTNERS,
        "products": Lookup(PRODUCTS, on="product_id"),
        "areas": SILVER_AREAS,
    },
    build=build,
    settings=TextSettings,
    job=JOB,
)
