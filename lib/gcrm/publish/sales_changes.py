"""Sales by partner, area and quarter as anyone may see them: rates only, one row per cell of the cross-table.

What the gate shows of a partner's quarter in an area (the class of its buyers, and what they paid in the digits that
its error carries) stays in its ledger. The rates here are worked out of two such quarters, those elsewhere of the other
areas that are shown in both; so a row is withheld where either quarter is, and says nothing of either.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Noted, Step
from gcrm.core.contracts.table import Field
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.marts.sales_changes import KEY, SALES_CHANGES
from gcrm.ops.releases import RELEASES
from gcrm.publish.digits import rounded
from gcrm.publish.gate import Cell, Released, Settings
from gcrm.publish.published import published
from gcrm.publish.release import cells, release
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS

_COUNTS = ("n_members", "previous_n_members", "elsewhere_n_members", "elsewhere_previous_n_members")
_Z90 = 1.2815515655446004  # of an interval of 80%
_RATES = ("change_rate", "change_rate_p10", "change_rate_p90", "elsewhere_change_rate", "relative_change", "sales_z")

PUBLISHED_SALES_CHANGES = published(
    SALES_CHANGES,
    doc=__doc__,
    drop=(*_COUNTS, "amount", "previous_amount", "buyers_z"),
    made=("n_members", "change_rate", "elsewhere_change_rate", "relative_change"),
    withheld=_RATES,
    optional=("elsewhere_change_rate", "relative_change", "sales_z"),
    extra={
        "partner_id": Field("partner_name", "string", "Its name"),
        "area_id": Field("area_name", "string", "Its name"),
        "as_of": Field("n_members", "bigint", "Members who bought, in the smaller of both quarters"),
        "change_rate": (
            Field("change_rate_p10", "double", "It is below this with 10% probability"),
            Field("change_rate_p90", "double", "It is below this with 90% probability"),
        ),
        "relative_change": Field("sales_z", "double", "The same by its standard error"),
    },
)


@dataclass(frozen=True)
class Move:
    """A partner's quarter in an area and the one before, as shown: the smaller count, both totals and their errors."""

    n: int
    now: float
    before: float
    error: float
    error_before: float

    @property
    def log_error(self) -> float:
        """The standard error of the log of how sales moved."""
        return math.hypot(self.error / self.now, self.error_before / self.before)


def build(changes: DataFrame, partners: DataFrame, areas: DataFrame, before: DataFrame, settings: Settings) -> Noted:
    """Every quarter of every partner and area through the gate; then the rates of what is shown."""
    now = changes.select(*KEY, "cell")
    past = changes.select(*KEY[:2], F.to_date(F.add_months("quarter", -3)).alias("quarter"), "previous_cell")
    every = cells(now.unionByName(past.withColumnRenamed("previous_cell", "cell")), KEY, total=(KEY[0], KEY[2]))
    made = release(_each_once(every), PUBLISHED_SALES_CHANGES.name, before, settings, "total")
    tops = areas.filter("parent_area_id IS NULL").select("area_id", F.col("name").alias("area_name"))
    rows = _cross_table(changes, partners, tops)
    shown = [row | rates for row, rates in zip(rows, compared(rows, made.shown), strict=True)]
    columns = PUBLISHED_SALES_CHANGES.columns
    listed = [tuple(row.get(name) for name in columns) for row in shown]
    return made.noted(small(changes.sparkSession, schema(PUBLISHED_SALES_CHANGES), listed))


def _each_once(every: Iterable[Cell]) -> list[Cell]:
    """A quarter stands beside the next one, too."""
    return list({cell.key: cell for cell in every}.values())


def _cross_table(changes: DataFrame, partners: DataFrame, areas: DataFrame) -> list[dict[str, Any]]:
    """A row for every partner, area and quarter that there are, whether anybody bought or not."""
    quarters = changes.select("quarter", "as_of").distinct()
    sold = changes.select("partner_id").distinct()
    homes = changes.select("area_id").distinct().join(areas, "area_id", "full")
    named = partners.select("partner_id", F.col("name").alias("partner_name"))
    whole = sold.join(named, "partner_id", "left").crossJoin(F.broadcast(homes)).crossJoin(F.broadcast(quarters))
    return [row.asDict() for row in whole.orderBy(*KEY).collect()]


def compared(rows: Sequence[Mapping[str, Any]], shown: Mapping[str, Released]) -> list[dict[str, Any]]:
    """The rates of each row, beside those of the partner's other areas in its quarter."""
    moves = [moved(row, shown) for row in rows]
    sums: dict[tuple[str, date], list[Move]] = {}
    for row, move in zip(rows, moves, strict=True):
        if move:
            sums.setdefault((row["partner_id"], row["quarter"]), []).append(move)
    return [
        {"withheld": True}
        if move is None
        else {"withheld": False} | _rates(move, [m for m in sums[row["partner_id"], row["quarter"]] if m is not move])
        for row, move in zip(rows, moves, strict=True)
    ]


def moved(row: Mapping[str, Any], shown: Mapping[str, Released]) -> Move | None:
    """What is shown of a row's quarter and of the one before; None where that is not both."""
    quarter: date = row["quarter"]
    last = date(quarter.year - (quarter.month == 1), (quarter.month - 4) % 12 + 1, 1)
    pair = [shown.get("|".join((row["partner_id"], row["area_id"], str(day)))) for day in (quarter, last)]
    now, past = (one for one in pair)
    if not (now and past and now.n and past.n and now.value and past.value and now.error and past.error):
        return None
    if now.value <= 0 or past.value <= 0:
        return None
    return Move(min(now.n, past.n), now.value, past.value, now.error, past.error)


def _rates(move: Move, others: Sequence[Move]) -> dict[str, Any]:
    rate = math.log(move.now / move.before)
    low, middle, high = (math.expm1(rate + z * move.log_error) for z in (-_Z90, 0.0, _Z90))
    step = (high - low) / 4
    own = {"n_members": move.n, "change_rate": rounded(middle, step)}
    own |= {"change_rate_p10": rounded(low, step), "change_rate_p90": rounded(high, step)}
    if not others:
        return own
    there = _together(others)
    elsewhere = math.log(there.now / there.before)
    error = math.hypot(move.log_error, there.log_error)
    return own | {
        "elsewhere_change_rate": rounded(math.expm1(elsewhere), there.log_error),
        "relative_change": rounded(rate - elsewhere, error / 2),
        "sales_z": round((rate - elsewhere) / error, 1),
    }


def _together(moves: Sequence[Move]) -> Move:
    """Several areas as one."""
    sums = (math.fsum(getattr(move, name) for move in moves) for name in ("now", "before"))
    errors = (math.hypot(*(getattr(move, name) for move in moves)) for name in ("error", "error_before"))
    return Move(sum(move.n for move in moves), *sums, *errors)


STEP = Step(
    output=PUBLISHED_SALES_CHANGES,
    inputs={"changes": SALES_CHANGES, "partners": PARTNERS, "areas": SILVER_AREAS},
    build=build,
    settings=Settings,
    ledger=RELEASES,
)
