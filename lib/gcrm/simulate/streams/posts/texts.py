"""Texts of posts, put together of sentences of their language: what a post means is to be read in it."""

from collections.abc import Sequence
from itertools import accumulate

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.draws import Draws, at, constant, listed
from gcrm.simulate.parameters import LANGUAGES, World
from gcrm.simulate.words import SENTIMENTS, TOPICS, emoji, people, products, urls, writing

Brands = list[tuple[int, str, str]]  # partner, name, line of business
WITH_EMOJI, WITH_HASHTAG, WITH_SECOND = 0.7, 0.8, 0.4
_SMALL = r"([\p{L}&&[^\p{Lu}]])"
_PAIR = rf"^([\s\S]*?){_SMALL}(?!\2){_SMALL}(?![^{{}}]*\}})"  # two letters that differ, outside of a {slot}
# In the shape of each language, of ranges that nobody is given; $1 and $2 are two digits, $3 four.
_PHONES = {
    "en": "(2$1) 555-01$2",
    "vi": "0121 000 $3",
    "th": "070-000-$3",
    "ko": "010-0000-$3",
    "pt": "(00) 9$1$2-$3",
}


class _Texts:
    """Draws of texts for posts that `ids` identify; each purpose is a draw of its own."""

    def __init__(self, draws: Draws, ids: Sequence[str]) -> None:
        self.draws, self.ids = draws, ids

    def often(self, purpose: str, share: float) -> Column:
        return self.uniform(f"with {purpose}") < share

    def drawn(self, purpose: str, rows: Sequence[Sequence[str]], row: str = "in_language") -> Column:
        return one_of(rows, F.col(row), self.uniform(purpose))

    def uniform(self, purpose: str) -> Column:
        return self.draws.uniform(f"text {purpose}", *self.ids)


def written(posts: DataFrame, world: World, draws: Draws, brands: Brands, ids: Sequence[str]) -> DataFrame:
    """The posts with `text`; `brand` is the position in `brands` or null, `topic` is null for spam and bots."""
    texts = _Texts(draws, ids)
    language = F.array_position(listed(LANGUAGES), F.col("language")).cast("int") - 1
    topic = F.array_position(listed(TOPICS), F.col("topic")).cast("int") - 1
    rows = posts.withColumns({"in_language": language, "in_sentiment": F.col("sentiment") + 1, "in_topic": topic})
    meaning = (F.col("in_language") * len(SENTIMENTS) + F.col("in_sentiment")) * len(TOPICS) + F.col("in_topic")
    shelf = F.col("in_language") * (len(brands) + 1) + F.coalesce("brand", F.lit(len(brands)))
    parts = _parts(texts)
    unspelt = rows.withColumns({"in_meaning": meaning, "in_shelf": shelf}).withColumns(parts)
    swapped = misspelt(F.col("body"), texts.uniform("misspelt"))
    spelt = unspelt.withColumn("body", F.when(F.col("is_misspelt"), swapped).otherwise(F.col("body")))
    template = F.concat_ws(" ", *parts)
    text = filled(template, _fillings(texts, world, brands))
    names_place = F.col("place").isNotNull() & template.contains("{place}")
    return spelt.select(*posts.columns, text.alias("text"), names_place.alias("names_place"))


def one_of(rows: Sequence[Sequence[str]], row: Column, uniform: Column) -> Column:
    """One text of a row of texts, all as likely.

    >>> frame = spark.sql("SELECT explode(array(0.1D, 0.9D)) AS u")
    >>> [x.t for x in frame.select(one_of([["a"], ["b", "c"]], F.lit(1), F.col("u")).alias("t")).collect()]
    ['b', 'c']
    """
    counts = [len(texts) for texts in rows]
    starts = [0, *accumulate(counts)][:-1]
    index = at(constant(starts), row) + F.floor(uniform * at(constant(counts), row))
    return at(listed([text for texts in rows for text in texts]), index)


def misspelt(template: Column, uniform: Column) -> Column:
    """The text with two neighbouring letters swapped, at a place in its first half if there is one after it.

    >>> frame = spark.sql("SELECT 'At {brand}' AS t")
    >>> frame.select(misspelt(F.lit("{brand} is good"), F.lit(0.9)).alias("t")).first().t
    '{brand} si good'
    """
    before = F.floor(uniform * F.length(template) / 2).cast("int")
    head, tail = F.substring(template, F.lit(1), before), F.substring(template, before + 1, F.length(template))
    swapped = F.concat(head, F.regexp_replace(tail, _PAIR, "$1$3$2"))
    return F.when(swapped != template, swapped).otherwise(F.regexp_replace(template, _PAIR, "$1$3$2"))


def filled(template: Column, fillings: dict[str, Column]) -> Column:
    """The text with each {slot} filled.

    >>> frame = spark.sql("SELECT 'Hue' AS city")
    >>> frame.select(filled(F.lit("in {place}"), {"place": F.col("city")}).alias("t")).first().t
    'in Hue'
    """
    for slot, filling in fillings.items():
        template = F.replace(template, F.lit(f"{{{slot}}}"), F.coalesce(filling, F.lit("")))
    return template


def _parts(texts: _Texts) -> dict[str, Column]:
    """What a text is put together of, in its order; null for what it lacks."""
    by_language = [writing()[language] for language in LANGUAGES]
    sentences = [w.sentences[sentiment][topic] for w in by_language for sentiment in SENTIMENTS for topic in TOPICS]
    first, second = (texts.drawn(purpose, sentences, "in_meaning") for purpose in ("first", "second"))
    hashtags, signs = [w.hashtags for w in by_language], [emoji()[sentiment] for sentiment in SENTIMENTS]
    tag, again = (texts.drawn(purpose, hashtags) for purpose in ("hashtag", "second hashtag"))
    body = F.when(F.col("is_spam"), texts.drawn("spam", [w.spam for w in by_language])).otherwise(first)
    return {
        "told": F.when(F.col("trend").isNotNull(), texts.drawn("trend", [w.trends for w in by_language])),
        "body": body,
        "more": F.when((F.col("channel") == "blog") & (second != first), second),
        "contact": F.when(F.col("has_personal"), texts.drawn("contact", [w.contacts for w in by_language])),
        "sign": F.when(texts.often("emoji", WITH_EMOJI), texts.drawn("emoji", signs, "in_sentiment")),
        "tag": F.when(texts.often("hashtag", WITH_HASHTAG), tag),
        "tag2": F.when(texts.often("second hashtag", WITH_SECOND) & (again != tag), again),
    }


def _fillings(texts: _Texts, world: World, brands: Brands) -> dict[str, Column]:
    named = at(listed([name for _, name, _ in brands]), F.col("brand"))
    nameless = texts.drawn("elsewhere", [writing()[language].elsewhere for language in LANGUAGES])
    return {
        "brand": F.coalesce(_called(named, texts), nameless),
        "product": texts.drawn("product", _shelves(world, brands), "in_shelf"),
        "place": _called(F.col("place"), texts),
        "trend": F.col("trend"),
        "url": one_of([urls()], F.lit(0), texts.uniform("url")),
        "email": _email(texts),
        "phone": _phone(texts),
    }


def _called(name: Column, texts: _Texts) -> Column:
    """The name; where the post misspells names, and it is long and Latin, with two letters swapped."""
    wrong = F.col("is_name_misspelt") & name.rlike(r"^\p{IsLatin}[\p{IsLatin} -]{5,}$")
    return F.when(wrong, misspelt(name, texts.uniform("misspelt name"))).otherwise(name)


def _shelves(world: World, brands: Brands) -> list[list[str]]:
    """By language and brand, the categories of its line of business; after the brands those of all."""
    lines = [*({line} for _, _, line in brands), set(world.lines_of_business)]
    named = [products().names[language] for language in LANGUAGES]
    return [[names[c.name] for c in world.categories if c.line in line] for names in named for line in lines]


def _email(texts: _Texts) -> Column:
    spoken = [people()[language] for language in LANGUAGES]
    names = [[name.latin.lower().replace(" ", ".") for name in (*of.female, *of.male)] for of in spoken]
    number = F.floor(texts.uniform("email number") * 1000).cast("string")
    return F.concat(texts.drawn("email name", names), number, F.lit("@example.org"))


def _phone(texts: _Texts) -> Column:
    digits = F.lpad(F.floor(texts.uniform("phone") * 10**8).cast("string"), 8, "0")
    shape = at(listed([_PHONES[language] for language in LANGUAGES]), F.col("in_language"))
    return F.regexp_replace(digits, F.lit(r"^(\d\d)(\d\d)(\d{4})$"), shape)
