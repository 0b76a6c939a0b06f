"""Powers of size and of way against those by which the simulated members choose a store."""

from collections.abc import Mapping
from typing import Any

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.models.purchasing_power.huff_parameters import ATTRACTION, FRICTION, HUFF_PARAMETERS

ENOUGH = 2000  # visits
FAR = 3.0  # standard errors: chance alone is beyond two in one world of ten, for one power or the other


def measure(given: Given) -> list[Measure]:
    """How many standard errors each power is off."""
    huff = given.truth.place.scene.world.huff
    rows = {row["name"]: row.asDict() for row in given.read(HUFF_PARAMETERS).collect()}
    return compared(rows, {ATTRACTION: huff.attraction, FRICTION: huff.friction})


def compared(rows: Mapping[str, Mapping[str, Any]], true: Mapping[str, float]) -> list[Measure]:
    """`rows` of HUFF_PARAMETERS by name; a power that was not estimated cannot be told."""
    made = []
    for name, value in true.items():
        row = rows.get(name)
        if row is None or not row["se"]:
            why = row["note"] if row else "there is no store to choose"
            made.append(Measure.untold(name, f"{why or 'without a standard error'}"))
            continue
        off = abs(row["value"] - value) / row["se"]
        says = f"{row['value']:.3f} ({row['se']:.3f}), truly {value:g}: {off:.1f} standard errors off"
        made.append(
            Measure(name, says, off, "standard errors", 0.0, at_most=FAR, n=row["n_visits"], enough=ENOUGH),
        )
    return made


SCORE = Score("huff", "how members choose a store against how they truly do", (HUFF_PARAMETERS,), measure)
