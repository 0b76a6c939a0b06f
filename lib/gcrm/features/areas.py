"""One row per area of the modelled level: published indicators, what rent is asked, and covariates made of both.

`indicators` are as published (latest period); `covariates` are ready for a model: logs where asked for, and a value
everywhere, an absent one replaced by the median of its region or else of all areas, and named in `imputed`. Rents are
asking prices: not what is paid in the end, and only where portals list. So rent enters as the missing-indicator pair
`log_rent_per_m2` (about the median of the areas that have one, 0 elsewhere) and `rent_is_known` (Cohen and Cohen 1975),
the latter where enough areas lack one; and so do asking prices of homes for sale, as `log_price_per_m2` and
`price_is_known`.
"""

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Snapshots, Table, Unique
from gcrm.features import nesting
from gcrm.features.people import BY_FLOOR_AREA, EVENLY, PUBLISHED, people
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.housing_complexes import HOUSING_COMPLEXES
from gcrm.silver.listings import LISTINGS

_HANDFUL = 0.05  # share of areas without a rent below which they get no covariate of their own
_ASKED = ("rent_per_m2", "price_per_m2")
PAIRS = "array<struct<name:string,value:double>>"

AREA_FEATURES = Table(
    name="features.areas",
    doc=__doc__,
    key=("area_id", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level"),
        Field("as_of", "date", "Day for which the features hold"),
        Field("region_code", "string", "State or province"),
        Field("indicators", "map<string,double>", "Indicator to its latest figure, in its own unit"),
        Field("rent_per_m2", "double", "Median asking rent a month; null under `min_listings`", unit="currency per m2"),
        Field("n_listings", "bigint", "Rental listings in the area", required=True),
        Field("price_per_m2", "double", "Median asking price; null under `min_listings`", unit="currency per m2"),
        Field("n_sale_listings", "bigint", "Listings of homes for sale in the area", required=True),
        Field("n_people", "double", "People who live there; null where nothing is published of them"),
        Field("people_source", "string", f"{PUBLISHED}, {BY_FLOOR_AREA} or {EVENLY} (gcrm.features.people)"),
        Field("n_homes", "bigint", "Homes in housing complexes of the area", required=True),
        Field(
            "covariates", "array<struct<name:string,value:double>>", "In the order of the configuration", required=True
        ),
        Field("imputed", "array<string>", "Covariates that are not the area's own", required=True),
    ),
    checks=(Unique(("area_id", "as_of")), References("area_id", SILVER_AREAS)),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """Which areas are modelled, and which of their indicators become covariates.

    `level`: one of the coalition's area_levels; None: areas are not modelled.
    `log`: indicators whose logarithm is a covariate: money, counts. `linear`: those as they are: shares, indices.
    `min_listings`: an area with fewer rental listings has no rent, and with fewer for sale no price.
    `min_rent_areas`: rent, or price, is a covariate where so many areas have one; that it is known, where so many lack
    one.
    """

    level: str | None = None
    log: tuple[str, ...] = ()
    linear: tuple[str, ...] = ()
    min_listings: int = 10
    min_rent_areas: int = 4

    def __post_init__(self) -> None:
        twice = set(self.log) & set(self.linear)
        if twice or len(set(self.log)) < len(self.log) or len(set(self.linear)) < len(self.linear):
            raise ValueError(f"log and linear name an indicator twice: {', '.join(sorted(twice)) or 'in one list'}.")

    @property
    def indicators(self) -> tuple[str, ...]:
        return (*self.log, *self.linear)


def build(
    places: DataFrame,
    indicators: DataFrame,
    listings: DataFrame,
    complexes: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """Latest figures, people, median rents and prices beside the areas; then covariates, and what had to be imputed."""
    level = places.filter(F.col("level") == F.lit(settings.level)).select("area_id", "region_code")
    rents = _rents(listings, nesting.up_to(level, places), settings.min_listings)
    lives = people(settings.level, places, indicators, listings, complexes)
    known = (
        level.join(_latest(indicators, settings), "area_id", "left")
        .join(rents, "area_id", "left")
        .join(lives, "area_id", "left")
    )
    with_own = known.withColumns(_own(settings))
    named = _covariates(settings)
    absent = [F.when(F.col(f"_{name}").isNull(), F.lit(name)) for name in (*named, "log_rent_per_m2")]
    # Where no portal lists homes for sale there is no price to impute.
    sold = F.count("_log_price_per_m2").over(Window.partitionBy(F.lit(1))) >= settings.min_rent_areas
    absent.append(F.when(sold & F.col("_log_price_per_m2").isNull(), F.lit("log_price_per_m2")))
    return with_own.select(
        "area_id",
        F.lit(as_of).alias("as_of"),
        "region_code",
        _map({name: F.col(name) for name in settings.indicators}).alias("indicators"),
        "rent_per_m2",
        F.coalesce("n_listings", F.lit(0).cast("long")).alias("n_listings"),
        "price_per_m2",
        F.coalesce("n_sale_listings", F.lit(0).cast("long")).alias("n_sale_listings"),
        *("n_people", "people_source", "n_homes"),
        F.concat(
            _entries({name: _filled(f"_{name}") for name in named}),
            _pair(settings, "log_rent_per_m2", "rent_is_known"),
            _pair(settings, "log_price_per_m2", "price_is_known"),
        ).alias("covariates"),
        F.array_compact(F.array(*absent)).alias("imputed"),
    )


def _latest(indicators: DataFrame, settings: Settings) -> DataFrame:
    def figure(name: str) -> Column:
        mine = (F.col("indicator") == name) & F.col("value").isNotNull()
        return F.max_by(F.when(mine, F.col("value")), F.when(mine, F.col("period"))).alias(name)

    wanted = indicators.filter(F.col("indicator").isin(*settings.indicators))
    chosen = [figure(name) for name in settings.indicators]
    return wanted.groupBy("area_id").agg(*chosen) if chosen else wanted.select("area_id").distinct()


def _rents(listings: DataFrame, within: DataFrame, at_least: int) -> DataFrame:
    """Median rent and price of each area, and of how many listings: one pass over both."""
    rate = F.col("price").cast("double") / F.col("size")
    offers = (("rent", "rent_per_m2", "n_listings"), ("sale", "price_per_m2", "n_sale_listings"))
    placed = listings.join(F.broadcast(within), "area_id")
    by_area = placed.groupBy(F.col("modelled_area_id").alias("area_id")).agg(
        *(F.median(F.when(F.col("offer") == offer, rate)).alias(name) for offer, name, _ in offers),
        *(F.count_if(F.col("offer") == offer).alias(n) for offer, _, n in offers),
    )
    enough = {name: F.when(F.col(n) >= at_least, F.col(name)) for _, name, n in offers}
    return by_area.withColumns(enough)


def _covariates(settings: Settings) -> tuple[str, ...]:
    return (*(f"log_{name}" for name in settings.log), *settings.linear)


def _own(settings: Settings) -> dict[str, Column]:
    logs = {f"_log_{name}": F.when(F.col(name) > 0, F.log(name)) for name in (*settings.log, *_ASKED)}
    return {**logs, **{f"_{name}": F.col(name) for name in settings.linear}}


def _filled(name: str) -> Column:
    region, country = Window.partitionBy("region_code"), Window.partitionBy(F.lit(1))
    return F.coalesce(F.col(name), F.median(name).over(region), F.median(name).over(country))


def _pair(settings: Settings, name: str, known: str) -> Column:
    """What is asked about the median, and where enough areas lack it, whether it is known."""
    own, country = F.col(f"_{name}"), Window.partitionBy(F.lit(1))
    about = F.coalesce(own - F.median(own).over(country), F.lit(0.0))
    asked = {name: about}
    # What sets apart a handful of areas is those areas' noise, so few without a rent are taken to be like the median.
    pair = _entries({**asked, known: own.isNotNull().cast("double")})
    n, every = F.count(own).over(country), F.count(F.lit(1)).over(country)
    few, some = n < settings.min_rent_areas, every - n >= F.greatest(F.lit(settings.min_rent_areas), every * _HANDFUL)
    return F.when(few, _entries({})).when(some, pair).otherwise(_entries(asked))


def _entries(values: dict[str, Column]) -> Column:
    made = [F.struct(F.lit(name).alias("name"), value.alias("value")) for name, value in values.items()]
    return F.array(*made).cast(PAIRS)


def _map(values: dict[str, Column]) -> Column:
    if not values:
        return F.create_map().cast("map<string,double>")
    return F.map_from_arrays(F.array(*map(F.lit, values)), F.array(*values.values()))


STEP = Step(
    output=AREA_FEATURES,
    inputs={
        "places": SILVER_AREAS,
        "indicators": AREA_INDICATORS,
        "listings": LISTINGS,
        "complexes": HOUSING_COMPLEXES,
    },
    build=build,
    settings=Settings,
)
