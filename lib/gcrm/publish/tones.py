"""Tone by month as anyone may see it: of partners, areas and aspects, one row per month and side.

Pleased and displeased members are cells within that of both, so a share is shown only where ten and more are on either
side: a share of 3 in 100 would be a count of three. Its interval is worked out of the error that the gate shows. Of a
partner, area or aspect of which no month may be shown there are no rows; of any other there is a row for every month.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Noted, Step
from gcrm.core.contracts.table import Field
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.marts.brand_sentiment import ALL
from gcrm.marts.tones import DISPLEASED, KEY, OF, PLEASED, TONES
from gcrm.ops.releases import RELEASES
from gcrm.publish.digits import rounded
from gcrm.publish.gate import Cell, Released, Settings
from gcrm.publish.published import published
from gcrm.publish.release import cells, release
from gcrm.stats.proportions import Z95

_ENDS = ("pleased_low", "pleased_high")
_SIDES = (ALL, PLEASED, DISPLEASED)

PUBLISHED_TONES = published(
    TONES,
    doc=__doc__,
    mean="pleased_share",
    made=_ENDS,
    withheld=_ENDS,
    optional=("pleased_share", *_ENDS),
    extra={
        "pleased_share": (
            Field(_ENDS[0], "double", "Lower end of its 95% interval"),
            Field(_ENDS[1], "double", "Upper end of its 95% interval"),
        )
    },
)


def build(tones: DataFrame, before: DataFrame, settings: Settings) -> Noted:
    """The cells through the gate, each side within the whole; then the shares of what is shown."""
    known = [_nested(cell) for cell in cells(tones, KEY)]
    # Who is displeased looks like nobody else, and members' tones are alike by nature.
    made = release(known, PUBLISHED_TONES.name, before, settings, "mean", apart=0.0)
    rows = told(made.shown)
    listed = [tuple(row.get(name) for name in PUBLISHED_TONES.columns) for row in rows]
    return made.noted(small(tones.sparkSession, schema(PUBLISHED_TONES), listed))


def _nested(cell: Cell) -> Cell:
    *of, side = cell.key.rsplit("|", 1)
    whole = "|".join((*of, ALL))
    # What is not told apart is written of by the same members in many ways, so cells of a month make no sum.
    return replace(cell, within=() if side == ALL else (whole,), total=whole)


def told(shown: Mapping[str, Released]) -> list[dict[str, Any]]:
    """A row for each month and side of whatever has a month that is shown."""
    by_parts = {tuple(key.rsplit("|", len(KEY) - 1)): one for key, one in shown.items()}
    months = sorted({month for *_, month, _ in by_parts})
    series = sorted({parts[: len(OF)] for parts, one in by_parts.items() if not one.withheld})
    return [_row((*of, month, side), by_parts) for of in series for month in months for side in _SIDES]


def _row(parts: tuple[str, ...], shown: Mapping[tuple[str, ...], Released]) -> dict[str, Any]:
    *of, month, side = parts
    own = shown.get(parts, Released())
    row: dict[str, Any] = dict(zip(OF, of, strict=True))
    row |= {"month": date.fromisoformat(month), "tone": side, "n_members": own.n, "withheld": own.withheld}
    sides = (shown.get((*of, month, one), Released()) for one in (PLEASED, DISPLEASED))
    if side != ALL or own.value is None or any(one.withheld for one in sides):
        return row
    return row | _interval(own.value, own.error or 0.0)


def _interval(share: float, error: float) -> dict[str, float]:
    """
    >>> _interval(0.6, 0.1)
    {'pleased_share': 0.6, 'pleased_low': 0.4, 'pleased_high': 0.8}
    """
    ends = (max(0.0, share - Z95 * error), min(1.0, share + Z95 * error))
    return {"pleased_share": share} | dict(zip(_ENDS, (rounded(one, error) for one in ends), strict=True))


STEP = Step(output=PUBLISHED_TONES, inputs={"tones": TONES}, build=build, settings=Settings, ledger=RELEASES)
