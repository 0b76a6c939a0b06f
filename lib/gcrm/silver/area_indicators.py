"""One row per area, indicator and period: a figure with its unit, or a class in words."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Upsert, raw
from gcrm.silver.areas import SILVER_AREAS

# Units whose figures can be judged; any other is a count or an amount of something.
JUDGED_UNITS = ("share", "index", "flag", "m", "class")
_FITS = """CASE unit
    WHEN 'share' THEN value BETWEEN 0 AND 1
    WHEN 'index' THEN value BETWEEN 0 AND 1
    WHEN 'flag' THEN value IN (0, 1)
    WHEN 'm' THEN value BETWEEN -430 AND 8849
    WHEN 'class' THEN value IS NULL
    WHEN 'thousand BRL' THEN true
    ELSE value IS NULL OR value >= 0
END"""

AREA_INDICATORS = Table(
    name="silver.area_indicators",
    doc=__doc__,
    key=("area_id", "indicator", "period"),
    fields=(
        Field("area_id", "string", "Area that is described"),
        Field("indicator", "string", "Name of the indicator, snake case"),
        Field("period", "string", "Year, or year and part of it, that the figure is for"),
        Field("value", "double", "The figure, in `unit`"),
        Field("class", "string", "The class, where the indicator is no figure"),
        Field("unit", "string", "Unit of the figure: persons, BRL, share, ...", required=True),
        Field("publisher", "string", "Who published it"),
        SOURCE,
    ),
    rules=(
        Rule("value_or_class_is_given", "value IS NOT NULL OR class IS NOT NULL"),
        Rule("value_fits_its_unit", _FITS, "No share above one, no negative count, no town above the highest mountain"),
    ),
    checks=(References("area_id", SILVER_AREAS, share=0.99, always=True),),
    load=Upsert(deletes=True),
)
RAW = raw(AREA_INDICATORS, unlocks="figures published about areas, and no purchasing power")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=AREA_INDICATORS, inputs={"raw": RAW}, build=build)
