"""Names of places to areas: how a name is folded, and a join that finds at most one area for a row."""

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.silver.masking import masked

_WITHOUT_DECOMPOSITION = {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h"}


def _accents() -> dict[str, str]:
    """Accented Latin letters in lower case to their base letters; scripts where a mark is a letter are left alone."""
    letters = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
    bases = {letter: unicodedata.normalize("NFD", letter)[0] for letter in letters if letter == letter.lower()}
    return {letter: base for letter, base in bases.items() if base.isascii()} | _WITHOUT_DECOMPOSITION


_ACCENTS = _accents()


@dataclass(frozen=True)
class PlaceSettings:
    """Section `matching`, for every table whose partners name places.

    `place_level`: the level of the areas whose names stand in `place_name`, one of the coalition's area_levels.
    """

    section: ClassVar[str] = "matching"
    place_level: str = "municipality"


def folded(name: Column) -> Column:
    """A place name without case, accents, spaces, hyphens, apostrophes and other signs; null where nothing is left.

    >>> names = ["Mogi-Guaçu", "MOGI GUACU", "Olho D'Água", "Đà Nẵng", "กรุงเทพมหานคร", " - "]
    >>> frame = spark.createDataFrame([(name,) for name in names], "name string")
    >>> [row.f for row in frame.select(folded(F.col("name")).alias("f")).collect()]
    ['mogiguacu', 'mogiguacu', 'olhodagua', 'danang', 'กรุงเทพมหานคร', None]
    """
    plain = F.translate(F.lower(name), "".join(_ACCENTS), "".join(_ACCENTS.values()))
    # Marks of Latin letters that were delivered apart from their letter; Thai vowels are marks too, and stay.
    return F.nullif(F.regexp_replace(plain, r"[\u0300-\u036f]|[^\p{L}\p{M}\p{N}]", ""), F.lit(""))


def matched(places: DataFrame, areas: DataFrame, level: str) -> DataFrame:
    """`places` with `area_id`: the area of `level` that `place_name` names within `region_code`, or null.

    A row without a region matches a name that is unique in the country. A name that two areas share is no match, so a
    row is never doubled and never guessed. A column `area_id` that is there already is replaced, and `place_name` is
    masked, for people type e-mail addresses where cities are asked for.
    """
    names = _unambiguous(areas.filter(F.col("level") == level))
    given = places.drop("area_id").withColumns(
        {"_name": folded(F.col("place_name")), "_region": F.upper(F.trim("region_code"))}
    )
    same = (given["_name"] == names["_named"]) & given["_region"].eqNullSafe(names["_within"])
    found = given.join(F.broadcast(names), same, "left").drop("_name", "_region", "_named", "_within")
    return found.withColumn("place_name", masked(F.col("place_name")))


def _unambiguous(areas: DataFrame) -> DataFrame:
    """`_within` (region, null for the whole country), `_named` (folded) and `area_id`, one row for each name."""
    other = F.transform(F.coalesce("other_names", F.array().cast("array<string>")), folded)
    every = F.explode(F.array_union(F.array("name_folded"), other))
    names = areas.select("area_id", F.upper("region_code").alias("_region"), every.alias("_named"))
    scopes = F.explode(F.array_distinct(F.array(F.col("_region"), F.lit(None).cast("string"))))
    grouped = names.select("area_id", "_named", scopes.alias("_within")).groupBy("_within", "_named")
    found = grouped.agg(F.min("area_id").alias("area_id"), F.max("area_id").alias("_last"))
    return found.filter("_named IS NOT NULL AND area_id = _last").drop("_last")
