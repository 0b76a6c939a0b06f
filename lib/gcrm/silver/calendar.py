"""Which times can be true: those of other calendars, of clocks that stood still and of slips are refused."""

from gcrm.core.contracts.table import Rule


def plausible_time(column: str) -> Rule:
    """A time of this century, for what happened since there are loyalty programmes; null passes."""
    return Rule(
        f"{column}_is_plausible",
        f"{column} IS NULL OR ({column} >= '2000-01-01' AND {column} < '2100-01-01')",
        "Years of other calendars and clocks that were never set lie outside of this century",
    )


def plausible_day(column: str) -> Rule:
    """A day between 1900 and 2100; null passes."""
    return Rule(
        f"{column}_is_plausible",
        f"{column} IS NULL OR ({column} >= '1900-01-01' AND {column} < '2100-01-01')",
        "Years of other calendars, serial numbers and years of two digits lie elsewhere",
    )
