"""Visits: who went to which store when; the same for a day whatever range of days is asked for."""

from functools import reduce

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.brands import first
from gcrm.simulate.columns import home_on, line_of
from gcrm.simulate.draws import at, constant
from gcrm.simulate.parameters import BLOCK, WEEK, Campaign
from gcrm.simulate.people.members import consents
from gcrm.simulate.people.rhythm import DAY_SLOTS, HOUR_SLOTS, block_factors, day_factors, day_slots, hours
from gcrm.simulate.people.stores import QUARTER, QUARTERS, online
from gcrm.simulate.quantiles import poisson_at
from gcrm.simulate.scene import Scene

_IDS = ("member", "brand", "block", "k")


def visits(repertoires: DataFrame, choices: DataFrame, scene: Scene, first_day: int, end_day: int) -> DataFrame:
    """Visits on days `first_day` up to, but without, `end_day`.

    visit (bigint), member, brand, store_id, day, second (of the day), home, and what lines need of the member.
    """
    habits = _habitual(repertoires, scene, max(0, first_day) // BLOCK, (end_day - 1) // BLOCK)
    prompted = [_prompted(repertoires, scene, campaign) for campaign in scene.world.campaigns.list]
    timed = reduce(DataFrame.unionByName, prompted, habits)
    within = (F.col("day") >= max(0, first_day)) & (F.col("day") < end_day)
    there = timed.filter(within & (F.col("day") >= F.col("joined_day")) & (F.col("day") < F.col("left_day")))
    numbered = there.withColumn("visit", F.xxhash64(F.lit(scene.seed), *_IDS))
    return _stored(_clocked(_lost(numbered, scene), scene), choices, scene)


def _habitual(repertoires: DataFrame, scene: Scene, begin: int, end: int) -> DataFrame:
    """Visits by habit, with their `day`: of each member and brand a Poisson number in each block of days."""
    world, draws = scene.world, scene.draws
    table = block_factors(world, begin, end)
    factors = constant([round(f, 9) for brand in scene.brands for f in table[brand.line]], "double")
    alive = (F.col("joined_day") < (F.col("block") + 1) * BLOCK) & (F.col("left_day") > F.col("block") * BLOCK)
    cells = repertoires.withColumn("block", F.explode(F.sequence(F.lit(begin), F.lit(end)))).filter(alive)
    cells = _moved(cells, scene, F.col("block") * BLOCK)
    factor = at(factors, F.col("brand") * (end - begin + 1) + F.col("block") - begin)
    u = draws.uniform("visits", "member", "brand", "block")
    rated = cells.withColumns({"mean": F.col("rate") * factor * (BLOCK / WEEK), "u": u})
    # Most cells are empty, so that is asked before anything is counted.
    each = _counted(rated.filter(F.col("u") > F.exp(-F.col("mean"))))
    slot = F.floor(draws.uniform("day", *_IDS) * DAY_SLOTS)
    row = F.col("archetype") * (end - begin + 1) + F.col("block") - begin
    within = at(constant(day_slots(world, begin, end)), row * DAY_SLOTS + slot)
    return each.withColumn("day", F.col("block") * BLOCK + within)


def _moved(rated: DataFrame, scene: Scene, day: Column) -> DataFrame:
    """Members with the type that they live as on a day, and its `rate`."""
    life, types = scene.world.lifestyles, scene.world.archetypes
    if not life.moved:
        return rated
    habit = constant([one.rate for one in types], "double")
    since = day >= life.moved_day
    change = at(habit, F.col("next_archetype")) / at(habit, F.col("archetype"))
    return rated.withColumns(
        {
            "rate": F.when(since, F.col("rate") * change).otherwise(F.col("rate")),
            "archetype": F.when(since, F.col("next_archetype")).otherwise(F.col("archetype")),
        }
    )


def _prompted(repertoires: DataFrame, scene: Scene, campaign: Campaign) -> DataFrame:
    """Visits that a campaign brings about, beyond those by habit: the uplift's share of the habit's rate.

    Two Poisson streams side by side are one with the sum of their rates (Kingman 1993, 2.2).
    """
    draws, brand = scene.draws, first(scene.brands, campaign.line).index
    number = [one.name for one in scene.world.campaigns.list].index(campaign.name)
    uplift = constant([campaign.uplift.get(one.name, 0.0) for one in scene.world.archetypes], "double")
    there = _moved(repertoires, scene, F.lit(campaign.week * WEEK))
    reached = there.filter((F.col("brand") == brand) & treated(scene, campaign))
    days = range(campaign.week * WEEK, (campaign.week + campaign.weeks) * WEEK)
    season = float(np.mean([day_factors(scene.world, campaign.line, day) for day in days]))
    mean = F.col("rate") * at(uplift, F.col("archetype")) * campaign.weeks * season
    u = draws.uniform("prompted", "member", "brand", "block")
    rated = reached.withColumn("block", F.lit(-1 - number)).withColumns({"mean": mean, "u": u})
    each = _counted(rated.filter(F.col("u") > F.exp(-F.col("mean"))))
    day = campaign.week * WEEK + F.floor(draws.uniform("day", *_IDS) * campaign.weeks * WEEK).cast("int")
    return each.withColumn("day", day)


def _counted(rated: DataFrame) -> DataFrame:
    """One row per visit, numbered `k`, of rows with a `mean` and a uniform draw `u`."""
    counted = rated.withColumn("n", poisson_at(F.col("u"), F.col("mean")))
    return counted.withColumn("k", F.explode(F.sequence(F.lit(1), F.col("n")))).drop("n", "u", "mean", "rate")


def chosen(scene: Scene, campaign: Campaign) -> Column:
    """Whether a campaign meant a `member` at all: drawn by its reach among those who consented to its channel."""
    drawn = scene.draws.uniform(f"campaign {campaign.name}", "member") < campaign.reach
    return drawn & consents(scene, campaign.channel)


def treated(scene: Scene, campaign: Campaign) -> Column:
    """Whether a `member` was contacted: chosen, and not held out."""
    held_out = scene.draws.uniform(f"hold-out {campaign.name}", "member") < scene.world.campaigns.holdout
    return chosen(scene, campaign) & ~held_out


def _clocked(visits: DataFrame, scene: Scene) -> DataFrame:
    """Adds the second of the day at which the visit is made."""
    draws = scene.draws
    slot = F.floor(draws.uniform("hour", "visit") * HOUR_SLOTS)
    hour = at(constant(hours(scene.world)), line_of(scene) * HOUR_SLOTS + slot)
    second = (hour * 3600 + F.floor(draws.uniform("second", "visit") * 3600)).cast("int")
    return visits.withColumn("second", second)


def _lost(visits: DataFrame, scene: Scene) -> DataFrame:
    """Where members live on the day; and the young of one region, who leave a chain for its rival once that opens."""
    drop, brands, regions = scene.world.drop, scene.brands, scene.country.neighbourhoods["region"]
    lived = visits.withColumn("home", home_on(F.col("day")))
    age = F.months_between(F.lit(scene.world.start), F.col("born_on")) / 12
    there = at(constant([int(region) for region in regions]), F.col("home")) == drop.region
    since = F.col("day") >= drop.quarter * QUARTER
    goes = (
        (F.col("brand") == first(brands, drop.line).index) & there & since & (age >= 20) & (age < 40)
        & (scene.draws.uniform("leaves", "visit") < drop.leave)
    )  # fmt: skip
    rival = F.lit(first(brands, drop.rival).index)
    return lived.withColumn("brand", F.when(goes, rival).otherwise(F.col("brand")).cast("int"))


def _stored(visits: DataFrame, choices: DataFrame, scene: Scene) -> DataFrame:
    """The store that each visit goes to; online there is none to choose, and without one in reach there is no visit."""
    asked = visits.withColumns(
        {
            "quarter": F.least(F.floor(F.col("day") / QUARTER).cast("int"), F.lit(QUARTERS - 1)),
            "u": scene.draws.uniform("store", "visit"),
            "online": online(scene),
        }
    )
    same = [asked[name] == choices[name] for name in ("brand", "home", "quarter")]
    falls = (F.col("u") >= F.col("low")) & (F.col("u") < F.col("high"))
    found = asked.join(choices, reduce(Column.__and__, same) & falls, "left")
    carried = ("visit", "member", "home", "day", "second", "archetype", "log_income", "spend_rate")
    store = F.coalesce("store_id", "online").alias("store_id")
    return found.select(*(asked[name] for name in (*carried, "brand")), store).filter("store_id IS NOT NULL")
