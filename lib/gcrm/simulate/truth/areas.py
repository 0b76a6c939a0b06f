"""Incomes of areas by today's codes."""

import numpy as np
import pandas as pd

from gcrm.simulate.scene import Scene


def of_today(scene: Scene, end_day: int) -> pd.DataFrame:
    """area_id, people, mean_relative_log_income, sd_log_income: one row for each neighbourhood's part in an area."""
    world = scene.world
    places = scene.country.neighbourhoods
    mean, sd = places["mean_log_income"] + world.members.income_bias - world.income.mean_log, world.income.within_sd
    if world.members.homes_at_random:
        people = places["population"] / places["population"].sum()
        middle = float((mean * people).sum())
        sd = float(np.sqrt(sd**2 + ((mean - middle) ** 2 * people).sum()))
        mean = mean * 0 + middle
    named = places.assign(mean_relative_log_income=mean, sd_log_income=sd)
    parts = coded(named, end_day >= world.areas.reform_day)
    return parts[["area_id", "people", "mean_relative_log_income", "sd_log_income"]]


def coded(places: pd.DataFrame, reformed: bool) -> pd.DataFrame:
    """The neighbourhoods with `people`; after the reform one row for each code that takes a part of them in."""
    if not reformed:
        return places.assign(people=places["population"])
    parts = places.explode(["new_area_ids", "new_shares"], ignore_index=True)
    people = parts["new_shares"].astype(float) * parts["population"]
    return parts.assign(area_id=parts["new_area_ids"], people=people)
