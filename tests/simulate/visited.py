"""Visits of small worlds, for tests to count."""

from gcrm.simulate.brands import first

DAYS, WEEK = 364, 7
FAMILIES = 1  # the position of an archetype
CAMPAIGNS = ("spring", "summer", "winter")


def brand_of(kept, line):
    return first(kept.scene.brands, line).index


def of_brand(kept, table, line):
    frame = kept.frame(table)
    return frame[frame["brand"] == brand_of(kept, line)]


def counted(seen, begin, end, of):
    within = seen[(seen["day"] >= begin) & (seen["day"] < end)]
    return within.groupby("member").size().reindex(of, fill_value=0).to_numpy()
