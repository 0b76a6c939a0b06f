"""Members as they truly are: who they are, where they live, what they earn, how they buy, and what happens to them."""

import numpy as np
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.simulate.country.people import AGE_BANDS, HOUSEHOLDS, HOUSING
from gcrm.simulate.draws import at, constant, listed, pick, slots
from gcrm.simulate.quantiles import gamma_at
from gcrm.simulate.scene import Scene

_FIRST_AGE, _YEARS = (18, 25, 35, 45, 55, 65), (7, 10, 10, 10, 10, 25)
CHANNELS = ("email", "sms", "app")
_SLOTS = 8192
_YEAR = 365.25


def members(spark: SparkSession, scene: Scene) -> DataFrame:
    """One row per member, from 0: everything that is true of them. Days are counted from the world's start.

    A day that never comes is null. `spend_rate` is the gamma rate of a line's amount at price 1.
    """
    return _tasted(
        _living(_placed(spark.range(scene.n_members).withColumnRenamed("id", "member"), scene), scene), scene
    )


def card(member: Column) -> Column:
    """The coalition's card number: a bijection, so no two members share one, and neighbours' are far apart.

    >>> spark.range(2).select(card(F.col("id")).alias("c")).collect()
    [Row(c='290000104729'), Row(c='299973700556')]
    """
    return F.concat(F.lit("29"), F.lpad(F.pmod(member * 9973595827 + 104729, F.lit(10**10)).cast("string"), 10, "0"))


def _placed(ids: DataFrame, scene: Scene) -> DataFrame:
    world, draws, places = scene.world, scene.draws, scene.country.neighbourhoods
    people = constant(slots(places["population"].to_numpy(dtype=float), _SLOTS))

    def place(purpose: str) -> Column:
        return at(people, draws.uniform(purpose, "member") * _SLOTS).cast("int")

    joined = draws.uniform("joined", "member")
    later = F.floor((joined - world.members.joined_before) / (1 - world.members.joined_before) * 364) + 1
    before = joined < world.members.joined_before
    moved = _day(draws.exponential("move", "member"), world.members.move_rate)
    second = draws.uniform("half", "member") >= at(_first_half(scene), F.col("home"))
    return ids.withColumns(
        {
            "card": card(F.col("member")),
            "joined_day": F.when(before, 0).otherwise(later).cast("int"),
            "known_since_day": F.when(before, -F.floor(draws.uniform("since", "member") * 1500))
            .otherwise(later)
            .cast("int"),
            "home": place("home"),
            "next_home": place("next home"),
            "work": place("work"),
            "move_day": moved,
            "language": pick(draws.uniform("language", "member"), [*world.languages.values()], [*world.languages]),
            "sex": pick(draws.uniform("sex", "member"), [0.52, 0.48], ["female", "male"]),
        }
    ).withColumn("in_second_half", second)


def _living(frame: DataFrame, scene: Scene) -> DataFrame:
    world, draws, places = scene.world, scene.draws, scene.country.neighbourhoods
    n = len(AGE_BANDS)
    shares = places[[f"age_{band}" for band in AGE_BANDS]].to_numpy() * np.where(
        np.arange(n) < 3, world.members.young_bias, 1
    )
    u = {name: draws.uniform(name, "member") for name in ("age band", "age", "household", "housing")}
    band = _falls(u["age band"], shares)
    age = at(constant(_FIRST_AGE), F.col("band")) + u["age"] * at(constant(_YEARS), F.col("band"))
    born = F.date_sub(F.lit(world.start), F.floor(age * _YEAR).cast("int"))
    mean = at(constant([float(v) for v in places["mean_log_income"]], "double"), _earns_as_in(scene))
    income = mean + world.members.income_bias + world.income.within_sd * draws.normal("income", "member")
    households = places[[f"household_{size}" for size in HOUSEHOLDS]].to_numpy()
    homes = places[[f"housing_{kind}" for kind in HOUSING]].to_numpy()
    retires = F.date_add(F.col("born_on"), int(world.members.retirement_age * _YEAR))
    made = frame.withColumn("band", band).withColumns(
        {
            "born_on": born,
            "log_income": income,
            "household": _falls(u["household"], households),
            "housing": at(listed(HOUSING), _falls(u["housing"], homes)),
            "marriage_day": _day(draws.exponential("marriage", "member"), world.members.marriage_rate),
            "child_day": F.when(
                F.col("band").between(1, 2), _day(draws.exponential("child", "member"), world.members.child_rate)
            ),
            "states_income": draws.uniform("states income", "member") < world.members.stated_income_rate,
            "consent_day": _day(draws.exponential("consent", "member"), world.members.consent_change_rate),
            **{f"consents_{name}": consents(scene, name) for name in CHANNELS},
        }
    )
    return made.withColumns(
        {
            "retirement_day": F.when(F.col("band") < n - 1, F.date_diff(retires, F.lit(world.start))),
        }
    ).withColumn("life_stage", _life_stage())


def _earns_as_in(scene: Scene) -> Column:
    """The neighbourhood whose incomes the member's is drawn from: the home, or another one where homes are dealt at
    random."""
    if not scene.world.members.homes_at_random:
        return F.col("home")
    people = slots(scene.country.neighbourhoods["population"].to_numpy(dtype=float), _SLOTS)
    return at(constant(people), scene.draws.uniform("dealt", "member") * _SLOTS).cast("int")


def _tasted(frame: DataFrame, scene: Scene) -> DataFrame:
    world, draws = scene.world, scene.draws
    types, life = world.types, world.lifestyles
    usual = pick(draws.uniform("archetype", "member"), [one.share for one in types]).cast("int")
    typed = frame.withColumn("archetype", usual)
    if life.deviators:
        rare = world.archetypes[len(types) :]
        kind = pick(draws.uniform("odd type", "member"), [one.share for one in rare]) + len(types)
        is_odd = draws.uniform("odd", "member") < life.deviators
        typed = typed.withColumn("archetype", F.when(is_odd, kind).otherwise(F.col("archetype")).cast("int"))
    return typed.withColumn("next_archetype", _next(scene)).withColumn(
        "spend_rate",
        gamma_at(F.lit(world.spend.rate_shape), draws.normal("spend rate", "member")) / world.spend.rate_scale,
    )


def _next(scene: Scene) -> Column:
    """The type that a member lives as from the day on which some move, on purpose, from one to another."""
    life, names = scene.world.lifestyles, [one.name for one in scene.world.archetypes]
    stays = F.col("archetype")
    if not life.moved:
        return stays
    goes = (stays == names.index(life.moved_from)) & (scene.draws.uniform("moves", "member") < life.moved)
    return F.when(goes, names.index(life.moved_to)).otherwise(stays).cast("int")


def consents(scene: Scene, channel: str) -> Column:
    """Whether a `member` consented to a channel at joining."""
    return scene.draws.uniform(f"consent {channel}", "member") < scene.world.members.consent_rate


def _day(waiting: Column, a_year: float) -> Column:
    """Whole days until something that comes `a_year` times a year; null where it takes ten years."""
    day = F.floor(waiting * (_YEAR / a_year))
    return F.when(day < 3652, day.cast("int"))


def _falls(uniform: Column, weights: np.ndarray) -> Column:
    """The column of `weights` (one row a neighbourhood) that a draw falls in, at `home`."""
    bounds = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    width = weights.shape[1] - 1
    table = constant([float(v) for v in bounds[:, :-1].ravel()], "double")
    each = [(uniform >= at(table, F.col("home") * width + k)).cast("int") for k in range(width)]
    return sum(each[1:], each[0]).cast("int")


def _life_stage() -> Column:
    alone, band = F.col("household") == 0, F.col("band")
    family = (F.col("household") >= 2) & (band <= 3)
    stage = F.when((band == 5) | (F.col("retirement_day") <= 0), "retired")
    stage = stage.when(alone & (band <= 1), "young single").when(alone, "single").when(family, "family")
    return stage.otherwise("couple")


def _first_half(scene: Scene) -> Column:
    """Share of a neighbourhood's people who live in the first of the areas that it is in after the reform."""
    return constant([float(shares[0]) for shares in scene.country.neighbourhoods["new_shares"]], "double")
