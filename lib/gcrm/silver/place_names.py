"""Names of places to areas: how a name is folded, and a join that finds at most one area for a row."""

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.texts import composed
from gcrm.silver.masking import masked

FORMS = ("spelt", "folded")  # the first in which a name is found counts
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
    plain = F.translate(F.lower(composed(name)), "".join(_ACCENTS), "".join(_ACCENTS.values()))
    # Marks of Latin letters that were delivered apart from their letter; Thai vowels are marks too, and stay.
    return F.nullif(F.regexp_replace(plain, r"[\u0300-\u036f]|[^\p{L}\p{M}\p{N}]", ""), F.lit(""))


def exact(name: Column) -> Column:
    """A place name as it is spelt, in one normal form, without case, signs without width and doubled blanks.

    >>> frame = spark.createDataFrame([("Sa Pa",), (" SA  PA\u200b",), ("Sa Pa\u0309",)], "name string")
    >>> [row.e for row in frame.select(exact(F.col("name")).alias("e")).collect()]
    ['sa pa', 'sa pa', 'sa pả']
    """
    visible = F.regexp_replace(composed(name), r"\p{Cf}", "")
    return F.nullif(F.trim(F.regexp_replace(F.lower(visible), r"[\p{Z}\s]+", " ")), F.lit(""))


def matched(places: DataFrame, areas: DataFrame, level: str) -> DataFrame:
    """`places` with `area_id`: the area of `level` that `place_name` names within `region_code`, or null.

    A name counts as it is spelt before it counts as it is folded: Sa Pa and Sa Pả are two places, and Sapa is neither.
    A row without a region matches a name that is unique in the country. A name that two areas share is no match, so a
    row is never doubled and never guessed. A column `area_id` that is there already is replaced, and `place_name` is
    masked, for people type e-mail addresses where cities are asked for.
    """
    names = _unambiguous(areas.filter(F.col("level") == level))
    region, place = exact(F.col("region_code")), F.col("place_name")
    found = places.drop("area_id").withColumns({"_region": region, **_forms(place)})
    for form in FORMS:
        known = names.select(*[F.col(name).alias(f"_{form}{name}") for name in ("_within", "_named", "area_id")])
        same = (found[f"_{form}"] == known[f"_{form}_named"]) & found["_region"].eqNullSafe(known[f"_{form}_within"])
        found = found.join(F.broadcast(known), same, "left").drop(f"_{form}_named", f"_{form}_within")
    area = F.coalesce(*[F.col(f"_{form}area_id") for form in FORMS])
    made = found.withColumns({"area_id": area, "place_name": masked(place)})
    return made.select(*[name for name in places.columns if name != "area_id"], "area_id")


def _forms(name: Column) -> dict[str, Column]:
    """A name in each of FORMS, told apart by what they begin with."""
    made = {"spelt": exact(name), "folded": folded(name)}
    return {f"_{form}": F.concat(F.lit(f"{form} "), made[form]) for form in FORMS}


def _unambiguous(areas: DataFrame) -> DataFrame:
    """`_within` (region, null for the whole country), `_named` (in a form) and `area_id`, one row for each name."""
    other = F.coalesce("other_names", F.array().cast("array<string>"))
    every = F.explode(F.array_union(F.array("name"), other))
    listed = areas.select("area_id", exact(F.col("region_code")).alias("_region"), "name_folded", every.alias("_name"))
    spelt = listed.withColumns(_forms(F.col("_name")))
    own = F.concat(F.lit("folded "), F.col("name_folded"))
    forms = F.explode(F.array_distinct(F.array("_spelt", "_folded", own)))
    names = spelt.select("area_id", "_region", forms.alias("_named"))
    scopes = F.explode(F.array_distinct(F.array(F.col("_region"), F.lit(None).cast("string"))))
    grouped = names.select("area_id", "_named", scopes.alias("_within")).groupBy("_within", "_named")
    found = grouped.agg(F.min("area_id").alias("area_id"), F.max("area_id").alias("_last"))
    return found.filter("_named IS NOT NULL AND area_id = _last").drop("_last")
