"""One row per area, indicator and period: a figure with its unit, or a class in words."""

from gcrm.core.table import SOURCE, Field, References, Rule, Table, Unique, Upsert
from gcrm.silver.areas import AREAS

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
    rules=(Rule("value_or_class_is_given", "value IS NOT NULL OR class IS NOT NULL"),),
    checks=(References("area_id", AREAS, share=0.99),),
    load=Upsert(),
)
