"""Sales by partner, area and quarter as anyone may see them: rates only, one row per cell of the cross-table.

What the gate shows of a partner's quarter in an area (the class of its buyers, and what they paid in the digits that
its error carries) stays in its ledger; a rate is worked out of two such quarters, so a row is withheld where either
is, and says nothing of either. Elsewhere are the rates of the other areas, as they stand here, each by how well it is
known.
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
from gcrm.publish.digits import PER_STEP, rounded
from gcrm.publish.gate import Cell, Released, Settings
from gcrm.publish.published import published
from gcrm.publish.release import cells, release
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.stats.transform import Z90

_COUNTS = ("n_members", "previous_n_members", "elsewhere_n_members", "elsewhere_previous_n_members")
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
    """How a partner's sales in an area moved, as it is published: the smaller count, the rate and its interval."""

    n: int
    rate: float
    low: float
    high: float

    @property
    def log(self) -> float:
        return math.log1p(self.rate)

    @property
    def error(self) -> float:
        """The standard error of the log, as the interval tells it."""
        return (math.log1p(self.high) - math.log1p(self.low)) / (2 * Z90)


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
    groups: dict[tuple[str, date], list[Move]] = {}
    for row, move in zip(rows, moves, strict=True):
        if move:
            groups.setdefault((row["partner_id"], row["quarter"]), []).append(move)
    return [
        {"withheld": True}
        if move is None
        else {"withheld": False} | _rates(move, [m for m in groups[row["partner_id"], row["quarter"]] if m is not move])
        for row, move in zip(rows, moves, strict=True)
    ]


def moved(row: Mapping[str, Any], shown: Mapping[str, Released]) -> Move | None:
    """What is shown of a row's quarter against the one before; None where that is not both."""
    quarter: date = row["quarter"]
    last = date(quarter.year - (quarter.month == 1), (quarter.month - 4) % 12 + 1, 1)
    nothing = Released()
    now, past = (shown.get("|".join((row["partner_id"], row["area_id"], str(d))), nothing) for d in (quarter, last))
    if not (now.n and past.n and now.value and past.value and now.error and past.error):
        return None
    if now.value <= 0 or past.value <= 0:
        return None
    rate, error = math.log(now.value / past.value), math.hypot(now.error / now.value, past.error / past.value)
    low, middle, high = (math.expm1(rate + z * error) for z in (-Z90, 0.0, Z90))
    step = min(high - low, 1 + low) / PER_STEP
    return Move(min(now.n, past.n), *(rounded(value, step) for value in (middle, low, high)))


def _rates(move: Move, others: Sequence[Move]) -> dict[str, Any]:
    """The row's own rate, and what it is against the rates of others, each by how well it is known."""
    own = {"n_members": move.n, "change_rate": move.rate, "change_rate_p10": move.low, "change_rate_p90": move.high}
    if not others:
        return own
    weights = [other.error**-2 for other in others]
    elsewhere = math.fsum(w * other.log for w, other in zip(weights, others, strict=True)) / math.fsum(weights)
    error = math.fsum(weights) ** -0.5
    both = math.hypot(move.error, error)
    return own | {
        "elsewhere_change_rate": rounded(math.expm1(elsewhere), error),
        "relative_change": rounded(move.log - elsewhere, both / 2),
        "sales_z": round((move.log - elsewhere) / both, 1),
    }


STEP = Step(
    output=PUBLISHED_SALES_CHANGES,
    inputs={"changes": SALES_CHANGES, "partners": PARTNERS, "areas": SILVER_AREAS},
    build=build,
    settings=Settings,
    ledger=RELEASES,
)
