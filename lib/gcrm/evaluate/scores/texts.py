"""What was read in posts against what they truly say: language, whom and which place they name, whom nobody counts."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.post_flags import POST_FLAGS

LANGUAGE, BRANDS, PLACES, FLAGS = 0.99, 0.95, 0.9, 0.8
SHORTEST, ENOUGH = 20, 200


def measure(given: Given) -> list[Measure]:
    """One pass over the posts beside their truth."""
    flags = given.read(POST_FLAGS).select("post_id", F.lit(True).alias("is_flagged"))
    true = given.posts().join(F.broadcast(places(given.read(SILVER_AREAS))), "place", "left")
    named = true.withColumnsRenamed({"language": "true_language"})
    both = given.read(POST_TEXTS).join(named, "post_id").join(flags, "post_id", "left")
    return compared(both)


def places(areas: DataFrame) -> DataFrame:
    """place, true_area_id: what each area is called, where no other is called so."""
    spelt = F.explode(F.array_union(F.array("name"), F.coalesce("other_names", F.array().cast("array<string>"))))
    names = areas.select("area_id", spelt.alias("place")).groupBy("place")
    return (
        names.agg(F.min("area_id").alias("true_area_id"), F.max("area_id").alias("last"))
        .filter("true_area_id = last")
        .drop("last")
    )


def compared(both: DataFrame) -> list[Measure]:
    """`both`: columns of silver.post_texts, true_language, partner_id, place, true_area_id, is_spam, is_bot,
    is_flagged."""
    long = F.length("text") >= SHORTEST
    empty = F.array().cast("array<string>")
    brands = F.when(F.col("partner_id").isNull(), empty).otherwise(F.array("partner_id"))
    spots = F.when(F.col("true_area_id").isNull(), empty).otherwise(F.array("true_area_id"))
    # A place whose name several areas share, or that is no more, cannot be told.
    told = F.col("place").isNull() | F.col("true_area_id").isNotNull()
    bad, flagged = F.col("is_spam") | F.col("is_bot"), F.coalesce("is_flagged", F.lit(False))
    row = both.agg(
        F.count_if(long).alias("long"),
        F.count_if(long & F.col("language").eqNullSafe(F.col("true_language"))).alias("right"),
        *_hits("brand", F.col("named_partners"), brands, F.lit(True)),
        *_hits("place", F.col("areas"), spots, told),
        F.count_if(bad).alias("bad"),
        F.count_if(flagged).alias("flagged"),
        F.count_if(bad & flagged).alias("caught"),
    ).collect()[0]
    right, n = row["right"], row["long"]
    languages = f"{share(right, n)} of {n:,} posts of {SHORTEST} signs or more"
    recall, precision = share(row["caught"], row["bad"]), share(row["caught"], row["flagged"])
    caught = f"{recall} of {row['bad']:,} found; {precision} of {row['flagged']:,} flagged are"
    return [
        Measure("language", languages, ratio(right, n), "share", 1.0, LANGUAGE, n=n, enough=ENOUGH),
        _f1("brands named", "brand", row, BRANDS),
        _f1("places named", "place", row, PLACES),
        Measure("spam and bots", caught, _harmonic(row["caught"], row["bad"], row["flagged"]), "F1", 1.0, FLAGS,
                n=row["bad"], enough=ENOUGH),
    ]  # fmt: skip


def _hits(name: str, found: Column, true: Column, counts: Column) -> list[Column]:
    def total(values: Column, what: str) -> Column:
        return F.coalesce(F.sum(F.when(counts, F.size(values))), F.lit(0)).alias(f"{name}_{what}")

    return [total(F.array_intersect(found, true), "hits"), total(found, "found"), total(true, "true")]


def _f1(name: str, of: str, row: object, at_least: float) -> Measure:
    hits, found, true = (row[f"{of}_{what}"] for what in ("hits", "found", "true"))  # type: ignore[index]
    says = f"recall {share(hits, true)} of {true:,}, precision {share(hits, found)} of {found:,}"
    return Measure(name, says, _harmonic(hits, true, found), "F1", 1.0, at_least, n=true, enough=ENOUGH)


def _harmonic(hits: int, true: int, found: int) -> float | None:
    """The F1 of hits among what is true and what was found.

    >>> _harmonic(8, 10, 10), _harmonic(0, 0, 0)
    (0.8, None)
    """
    return ratio(2 * hits, true + found)


SCORE = Score("texts", "what was read in posts against what they say", (POST_TEXTS, POST_FLAGS, SILVER_AREAS), measure)
