"""A made-up coalition: seven square areas in two regions, three segments, a ledger; some of it too small to show."""

import json
import math
from datetime import date, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from gcrm.core.contracts.table import Table
from gcrm.core.frames import small
from gcrm.core.running.days import Asked
from gcrm.core.running.records import Delivery, Run, StepRecord
from gcrm.core.storage.ddl import schema
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import members, rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.marts.portraits import PORTRAITS
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEMBER_VARIANCES
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.ops.ledger import Ledger
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.releases import RELEASES
from gcrm.publish import area_power, portraits
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.gate import Settings
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.silver.areas import SILVER_AREAS

AS_OF = date(2018, 1, 31)
RUN = Run("20180131T120000-abcdef", "made_up", datetime(2018, 1, 31, 12), Asked((AS_OF,)))
NASTY = '<b>Sol</b> & "Mar"</script><script>alert(1)</script>'
# area, region, members, mean log spend: a3 is too small, a0 has nobody, a12 alone would give a3 away.
PLACES = (
    ("a0", "AA", 0, None), ("a3", "AA", 3, 6.66), ("a12", "AA", 12, 4.0), ("a40", "AA", 40, 4.2),
    ("b25", "BB", 25, 4.4), ("b30", "BB", 30, 4.6), ("b60", "BB", 60, 4.8),
)  # fmt: skip
# segment, name, members: four would be worked out from the total if eleven were shown.
SEGMENTS = ((1, "many visits", 90), (2, "few visits", 11), (3, "secret four", 4))


def square(column: int, row: int) -> str:
    """The boundary of a square degree, anticlockwise as GeoJSON asks, with a vertex in the middle of every side."""
    west, south = -50.0 + column, -20.0 + row
    corners = [(0, 0), (0.5, 0), (1, 0), (1, 0.5), (1, 1), (0.5, 1), (0, 1), (0, 0.5), (0, 0)]
    return json.dumps({"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]})


def areas(spark: SparkSession) -> DataFrame:
    return rows(
        spark,
        SILVER_AREAS,
        *(
            {"area_id": area, "level": "municipality", "parent_area_id": region, "region_code": region,
             "name": NASTY if area == "a40" else f"Town {area}", "boundary": square(i % 4, i // 4)}
            for i, (area, region, _, _) in enumerate(PLACES)
        ),
    )  # fmt: skip


def power_inputs(spark: SparkSession) -> dict[str, DataFrame]:
    """What publish.area_power is built from: no covariates."""
    features = rows(
        spark, AREA_FEATURES, *({"area_id": a, "as_of": AS_OF, "covariates": [], "imputed": []} for a, *_ in PLACES)
    )
    others = {"groups": rows(spark, CATEGORY_GROUPS), "variances": rows(spark, MEMBER_VARIANCES)}
    return {"direct": direct(spark), "areas": features, "places": areas(spark), **others}


def direct(spark: SparkSession, **others: tuple[int, float]) -> DataFrame:
    """Direct estimates of the areas; `others`: members and mean log spend of an area where they are not PLACES'."""
    known = {area: (n, y) for area, _, n, y in PLACES if y is not None} | others
    return rows(
        spark,
        DIRECT_ESTIMATES,
        *(
            {"area_id": a, "n_members": n, "direct": y, "as_of": AS_OF, "category_group": "all", "cell": _logs(n, y)}
            for a, (n, y) in known.items()
        ),
    )


def _logs(n: int, middle: float) -> dict[str, Any]:
    """What the gate must know of members whose log spend is half above and half below the middle by 0.5."""
    return {**members(n, math.exp(middle)), "total": n * middle, "total_squares": n * (middle**2 + 0.25)}


def portrait_inputs(spark: SparkSession) -> dict[str, DataFrame]:
    """What publish.portraits is built from; a score is known of five members of the largest segment only. Visits are 1
    to 4 in turn."""
    people = [(f"m{segment}.{i}", segment, i) for segment, _, n in SEGMENTS for i in range(n)]
    known = rows(
        spark,
        MEMBER_FEATURES,
        *(
            {
                "member_id": m,
                "as_of": AS_OF,
                "mean_score": 4 + i / 10 if s == 1 and i < 5 else None,
                "n_visits": 1 + i % 4,
            }
            for m, s, i in people
        ),
    )
    segments = rows(spark, SEGMENT_MEMBERS, *({"member_id": m, "segment": s, "as_of": AS_OF} for m, s, _ in people))
    total = sum(n for *_, n in SEGMENTS)
    figures = {"n_visits": (8.08, 2.0, 404.0), "mean_score": (4.44, 4.1, 108.0)}
    given = rows(
        spark,
        PORTRAITS,
        *(
            {"segment": s, "segment_name": name, "n_members": n, "share": n / total, "feature": f,
             "value": v[0] + s, "base": v[1], "index": v[2] + s}
            for s, name, n in SEGMENTS
            for f, v in figures.items()
            if f in FIGURES
        ),
    )  # fmt: skip
    return {"portraits": given, "members": known, "segments": segments}


def fill(lake: Lakehouse, power: dict[str, DataFrame]) -> None:
    """Writes what the atlas reads, the published tables through their builds."""
    said, nothing = {"run": RUN.run_id}, rows(lake.spark, RELEASES)
    lake.replace(SILVER_AREAS, power["places"].coalesce(1), said)
    made = area_power.build(**power, before=nothing, settings=area_power.Settings(), as_of=AS_OF)
    lake.replace(PUBLISHED_AREA_POWER, made.frame, said)
    gated = portraits.build(**portrait_inputs(lake.spark), before=nothing, settings=Settings())
    lake.replace(PUBLISHED_PORTRAITS, gated.frame, said)
    keep_ledger(lake)


def keep_ledger(lake: Lakehouse) -> None:
    """Two feeds, one file refused whole, and rows refused for three reasons: 25, 12 and 2 of them."""
    ledger = Ledger(lake)
    ledger.begin(RUN, "c0ffee", "0.1.0")
    ledger.deliver(
        [_delivery("shop", "lines.csv", "taken", 5_000), _delivery("census", "areas.csv", "taken", 700),
         _delivery("shop", "<i>bad</i>.csv", "refused", None, f"not UTF-8: {NASTY}")]
    )  # fmt: skip
    ledger.record(
        [_step("silver.transactions", 1, 4_963), _step("publish.area_power", 2, 7), _step("publish.portraits", 3, 6)]
    )
    refused = [("amount_is_not_zero", 25), ("quantity_is_not_zero", 12), ("place_is_an_area", 2)]
    entries = [_refused(f"{reason}{i}", reason) for reason, n in refused for i in range(n)]
    _append(lake, QUARANTINE, entries)
    ledger.end(RUN, "done", "c0ffee", "0.1.0", AS_OF, AS_OF, datetime(2018, 1, 31, 12, 4), None)


def _delivery(feed: str, file: str, status: str, n: int | None, reason: str | None = None) -> Delivery:
    return Delivery(
        f"bronze.{feed}", feed, file, 1, status, 10, datetime(2018, 1, 1), file, RUN.run_id, reason, n, 0 if n else None
    )


def _step(table: str, position: int, kept: int) -> StepRecord:
    return StepRecord(
        table,
        "done",
        "whole",
        RUN.started_at,
        rows_kept=kept,
        seconds=1.5,
        output_version=1,
        position=position,
        run_id=RUN.run_id,
    )


def _refused(quarantine_id: str, reason: str) -> dict[str, Any]:
    return {
        "quarantine_id": quarantine_id,
        "table_name": "silver.transactions",
        "failed": [reason],
        "run_id": RUN.run_id,
    }


def _append(lake: Lakehouse, table: Table, entries: list[dict[str, Any]]) -> None:
    frame = small(lake.spark, schema(table), [tuple(e.get(name) for name in table.columns) for e in entries])
    lake.append(table, frame, "made_up", 1, {})
