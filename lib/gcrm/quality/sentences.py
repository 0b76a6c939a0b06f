"""What a check found, as a sentence: how much, how much may be, and where that is said."""

from gcrm.core.running.records import Status
from gcrm.quality.measures import Measure

_SAID = {
    "refused": "quality.refused",
    "refused files": "quality.refused_files",
    "found": "quality.unfound",
    "stale": "quality.stale",
    "rows": "rows in feed.yml",
}
_COMES = {
    "warned": "is worth a look",
    "failed": "makes the run fail",
    "stopped": "stops what is made of it",
}


def told(measure: Measure, status: Status) -> str:
    """The sentence for a measure: what was found, and for one that is not met what would have been.

    >>> from gcrm.quality.settings import Limits
    >>> found = Measure("refused", "share", 1.0, Limits(0.05, 0.5), "5 of 5 rows of silver.payments were refused")
    >>> told(found, "stopped")
    '5 of 5 rows of silver.payments were refused: more than 50% stops what is made of it (quality.refused).'
    """
    if status == "met":
        return f"{measure.told}."
    limit = measure.limits.warn if status == "warned" else measure.limits.stop
    is_any = not limit and measure.unit == "share"
    beyond = "any" if is_any else f"more than {_shown(limit or 0.0, measure.unit)}"
    if measure.least is not None and measure.value < measure.least:
        beyond = f"fewer than {_shown(measure.least, measure.unit)}"
    what = _COMES[status]
    kind, colon, _ = measure.name.partition(":")
    where = _SAID.get(kind) if kind != "rows" or colon else None
    return f"{measure.told}: {beyond} {what}{f' ({where})' if where else ''}."


def _shown(value: float, unit: str) -> str:
    """A value with its unit.

    >>> _shown(0.125, "share"), _shown(1000, "rows")
    ('12.5%', '1,000 rows')
    """
    return f"{100 * value:.4g}%" if unit == "share" else f"{value:,.0f} {unit}"
