"""The powers of size and of way by which members choose a store, from their own visits; one row each.

Huff's model (Huff 1964) by multinomial likelihood over areas and partners (McFadden 1974). Where times of ways are
published, only stores with one count: of those that a visit could go to any part tells the powers (independence of
irrelevant alternatives), and a time that was foretold by distance would bend them. Where visits tell nothing of them
the powers are those of the literature, 1 and 2, without a standard error, and the note says so.
"""

from datetime import date

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.models.purchasing_power.ways import MEASURED
from gcrm.stats import huff
from gcrm.stats.checks import InvalidInputError

ATTRACTION, FRICTION = "attraction", "friction"
_USUAL = {ATTRACTION: 1.0, FRICTION: 2.0}

HUFF_PARAMETERS = Table(
    name="models.huff_parameters",
    doc=__doc__,
    key=("name", "as_of"),
    fields=(
        Field("name", "string", f"{ATTRACTION} (power of size) or {FRICTION} (power of way, a positive number)"),
        Field("as_of", "date", "Day for which it holds"),
        Field("value", "double", "Estimate", required=True),
        Field(
            "se", "double", "Standard error, widened by how much visits vary beyond chance; null where not estimated"
        ),
        Field("n_visits", "bigint", "Visits that it is estimated from", required=True),
        Field("overdispersion", "double", "By how much visits vary more than independent ones would"),
        Field("note", "string", "Why it was not estimated; null where it was"),
    ),
    checks=(Unique(("name", "as_of")),),
    load=Snapshots(),
)


def build(reach: DataFrame, as_of: date) -> DataFrame:
    """Rows of areas and stores come to the driver; fitted there. No rows where there is no store to choose."""
    # An area from which nobody went tells nothing.
    origin = F.concat_ws("|", "partner_id", "area_id").alias("origin")
    every = (
        reach.select(origin, "size", "way", "n_comparable_visits", "way_source")
        .orderBy("origin", "way", "size")
        .collect()
    )
    if not every:
        return small(reach.sparkSession, schema(HUFF_PARAMETERS))
    # Published times are of near pairs. What goes far is rather somebody who has moved, or travels, than a choice.
    by_source = ([row for row in every if row["way_source"] == source] for source in MEASURED)
    rows = next(filter(None, by_source), every)
    n, size, way = (
        np.array([row[name] for row in rows], dtype=float) for name in ("n_comparable_visits", "size", "way")
    )
    try:
        found = huff.fit(n, np.array([row["origin"] for row in rows]), size, way)
    except InvalidInputError as error:
        made = [
            (name, as_of, usual, None, int(n.sum()), None, f"not estimated: {error}") for name, usual in _USUAL.items()
        ]
        return small(reach.sparkSession, schema(HUFF_PARAMETERS), made)
    told = ((ATTRACTION, found.attraction, found.attraction_se), (FRICTION, found.friction, found.friction_se))
    values = [(name, as_of, value, se, int(n.sum()), found.overdispersion, None) for name, value, se in told]
    return small(reach.sparkSession, schema(HUFF_PARAMETERS), values)


STEP = Step(output=HUFF_PARAMETERS, inputs={"reach": STORE_REACH}, build=build)
