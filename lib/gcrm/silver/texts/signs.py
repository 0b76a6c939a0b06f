"""Signs that stand in a text, by Spark expressions: one normal form, hashtags, addresses, emoji, keys of copies."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.core.texts import composed

# Control characters, signs without width (but for the joiner inside an emoji), halves of surrogate pairs.
_UNSEEN = r"(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\u034f\u115f\u1160\u3164\uffa0]"
_URL = r"(?i)\bhttps?://[^\s<>\"'`\\^{}|]+"
# Letters and digits alone, so that no markup and no statement of any language gets into a list.
_HASHTAG = r"(?:^|[^\p{L}\p{M}\p{N}_&/])[#＃]([\p{L}\p{M}\p{N}_]{0,40}\p{L}[\p{L}\p{M}\p{N}_]{0,20})"
_HANDLE = r"(?<![\p{L}\p{N}_.@])@[\p{L}\p{N}_]{2,}|\[account\]"  # that masking left, and those it took
_ONE = r"[\x{1F300}-\x{1FAFF}\x{2600}-\x{27BF}\x{2B50}\x{2B55}]"
_EMOJI = rf"(?:[\x{{1F1E6}}-\x{{1F1FF}}]{{2}}|{_ONE}[\x{{1F3FB}}-\x{{1F3FF}}]?(?:\u200d{_ONE})*)"
SHORTEST_COPY = 20  # letters: "very good" is written by many who never saw each other


def readable(*parts: Column, most: int) -> Column:
    """The parts as one text in Unicode's normal form NFKC, without unseen signs and doubled blanks, `most` signs long.

    >>> said = [("Ｇｒｅａｔ", "caf\u0065\u0301\u200b  \u0007 here"), (None, " ")]
    >>> frame = spark.createDataFrame(said, "a string, b string")
    >>> [row.r for row in frame.select(readable(F.col("a"), F.col("b"), most=10).alias("r")).collect()]
    ['Great. caf', None]
    """
    whole = F.substring(F.concat_ws(". ", *(F.nullif(F.trim(part), F.lit("")) for part in parts)), 1, 2 * most)
    seen = F.regexp_replace(composed(whole), _UNSEEN, "")
    return F.nullif(F.substring(F.trim(F.regexp_replace(seen, r"[\p{Z}\s]+", " ")), 1, most), F.lit(""))


def hashtags(text: Column) -> Column:
    """Hashtags in lower case, each once, without their sign.

    >>> said = ["#Weekend fun #쇼핑 #weekend", "#1 a&#39;b #<b>x #x';DROP", "#ประหยัด"]
    >>> frame = spark.createDataFrame([(one,) for one in said], "t string")
    >>> [row.h for row in frame.select(hashtags(F.col("t")).alias("h")).collect()]
    [['weekend', '쇼핑'], ['x'], ['ประหยัด']]
    """
    return F.array_distinct(F.regexp_extract_all(F.lower(text), F.lit(_HASHTAG), F.lit(1)))


def urls(text: Column) -> Column:
    """Addresses of pages, each once, in lower case up to what is asked of the page: a query may tell who somebody is.

    >>> frame = spark.sql("SELECT 'see HTTP://Win.example/Now?id=7#x and https://a.example/b.' AS t")
    >>> frame.select(urls(F.col("t")).alias("u")).first().u
    ['http://win.example/now', 'https://a.example/b']
    """
    found = F.regexp_extract_all(text, F.lit(_URL), F.lit(0))
    return F.array_distinct(F.transform(found, lambda one: F.regexp_replace(F.lower(one), r"[?#].*$|[.,;:!)\]]+$", "")))


def emoji(text: Column) -> Column:
    """Emoji in their order, each as often as it stands.

    >>> frame = spark.createDataFrame([("a 😡😡 b 👩‍🍳 ✨ 🇰🇷",)], "t string")
    >>> frame.select(emoji(F.col("t")).alias("e")).first().e
    ['😡', '😡', '👩‍🍳', '✨', '🇰🇷']
    """
    return F.regexp_extract_all(text, F.lit(_EMOJI), F.lit(0))


def n_handles(text: Column) -> Column:
    """How many accounts a text calls by their handle; whose they are is nobody's business."""
    return F.coalesce(F.regexp_count(text, F.lit(_HANDLE)), F.lit(0))


def copy_key(text: Column) -> Column:
    """The same for texts that differ in case, blanks and marks alone; null for fewer letters than SHORTEST_COPY."""
    return _key(F.regexp_replace(F.lower(text), r"[\s\p{P}]+", ""))


def frame_key(text: Column) -> Column:
    """The same also for texts that differ in their hashtags, addresses, emoji and numbers.

    >>> said = ["So I finally tried glow tonic. ✨ #daily", "So I finally tried glow tonic! #budget", "so good"]
    >>> frame = spark.createDataFrame([(one,) for one in said], "t string").withColumn("k", frame_key(F.col("t")))
    >>> frame.select(F.count_distinct("k"), F.count("k")).first()[:]
    (1, 2)
    """
    bare = F.regexp_replace(F.regexp_replace(F.lower(text), f"{_URL}|{_HASHTAG}", " "), r"[^\p{L}\p{M}]+", "")
    return _key(bare)


def _key(signs: Column) -> Column:
    return F.when(F.length(signs) >= SHORTEST_COPY, F.xxhash64(signs))
