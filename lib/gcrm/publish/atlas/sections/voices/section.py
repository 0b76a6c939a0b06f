"""What people write: tone of partners over time, tone by area, terms that rise, and the complaint of the month."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pyspark.sql import DataFrame

from gcrm.marts.brand_sentiment import ALL
from gcrm.publish import classes
from gcrm.publish.atlas import shapes, words
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.section import Section, Shown
from gcrm.publish.tones import PUBLISHED_TONES
from gcrm.publish.trends import PUBLISHED_TRENDS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.stats.proportions import Z95

_Z = 2.0  # standard errors, from which a fall of tone is told
_MOST_TERMS = 20
_FILE = "voices-areas"
_SHARE = ("pleased_share", "pleased_low", "pleased_high")


def show(look: Look) -> Shown | None:
    """Lines of tone, a map of the newest tone by area, and the terms."""
    tones, terms = told(look.rows(PUBLISHED_TONES)), rising(look.rows(PUBLISHED_TRENDS))
    if not tones and not terms:
        return None
    named = _names(look)
    lines = [_line(of, mine, named) for of, mine in _series(tones, "partner_id").items()]
    places = _places(tones, named)
    drawn = shapes.simplified(shapes.parse(_boundaries(look, {one["area_id"] for one in places})))
    worst = complaint(tones)
    page = {"lines": lines, "terms": terms, "places": places, "complaint": said(worst, named) if worst else ""}
    return Shown(
        headline=headline(tones, terms),
        page=page,
        facts={"lines": lines, "places": places, "file": _FILE if drawn else None, "box": drawn and drawn.box},
        files={_FILE: drawn.features} if drawn else {},
        n_drawn=len(drawn.features["features"]) if drawn else 0,
    )


def findings(look: Look) -> list[str]:
    """How pleased people are, and what rises."""
    tones, terms = told(look.rows(PUBLISHED_TONES)), rising(look.rows(PUBLISHED_TRENDS))
    return [headline(tones, terms)] if tones or terms else []


def told(rows: Iterable[Row]) -> list[Row]:
    """Rows of both sides together that have a share, by month."""
    return sorted(
        (row for row in rows if row["tone"] == ALL and row["pleased_share"] is not None),
        key=lambda row: (row["partner_id"] != ALL, row["partner_id"], row["area_id"], row["aspect"], row["month"]),
    )


def _series(tones: Iterable[Row], by: str) -> dict[str, list[Row]]:
    """What is told of one thing alone, and of all, by what it is called in the column `by`."""
    others = [name for name in ("partner_id", "area_id", "aspect") if name != by]
    found: dict[str, list[Row]] = {}
    for row in tones:
        if all(row[name] == ALL for name in others):
            found.setdefault(row[by], []).append(row)
    return found


def _line(of: str, rows: Sequence[Row], named: Mapping[str, str]) -> dict[str, Any]:
    points = [
        {
            "month": f"{row['month']:%Y-%m}",
            "members": classes.told(row["n_members"]),
            **{name: row[name] for name in _SHARE},
        }
        for row in rows
    ]
    return {"name": named.get(of, of), "points": points}


def _places(tones: Iterable[Row], named: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of each area the newest month that is shown."""
    newest = {area: rows[-1] for area, rows in _series(tones, "area_id").items() if area != ALL}
    return [
        {"area_id": area, **_line(area, [row], named)} for area, row in sorted(newest.items(), key=lambda one: one[0])
    ]


def complaint(tones: Iterable[Row]) -> tuple[Row, Row] | None:
    """The newest month of an aspect, and the one before, in which the share fell most beyond chance."""
    by_aspect: dict[tuple[str, str], list[Row]] = {}
    for row in tones:
        if row["aspect"] != ALL:
            by_aspect.setdefault((row["partner_id"], row["aspect"]), []).append(row)
    last = max((row["month"] for rows in by_aspect.values() for row in rows), default=None)
    pairs = [(rows[-2], rows[-1]) for rows in by_aspect.values() if len(rows) > 1 and rows[-1]["month"] == last]
    fallen = [pair for pair in pairs if fall(*pair) >= _Z]
    return max(fallen, key=lambda pair: fall(*pair), default=None)


def fall(before: Row, now: Row) -> float:
    """By how many standard errors the share fell, as the intervals tell them.

    >>> row = dict(zip(("pleased_share", "pleased_low", "pleased_high"), (0.6, 0.5, 0.7)))
    >>> round(fall(row, {"pleased_share": 0.4, "pleased_low": 0.3, "pleased_high": 0.5}), 1)
    2.8
    """
    errors = [max(row["pleased_high"] - row["pleased_low"], 1e-9) / (2 * Z95) for row in (before, now)]
    return float((before["pleased_share"] - now["pleased_share"]) / math.hypot(*errors))


def said(pair: tuple[Row, Row], named: Mapping[str, str]) -> str:
    """A complaint in a sentence without a full stop."""
    before, now = pair
    about = "" if now["partner_id"] == ALL else f" of {named.get(now['partner_id'], now['partner_id'])}"
    shares = f"{words.percent(before['pleased_share'])} to {words.percent(now['pleased_share'])}"
    month = f"{before['month']:%B %Y} to {now['month']:%B %Y}"
    return f"{now['aspect'].capitalize()}{about}: the share of pleased members fell from {shares}, {month}"


def rising(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Terms of the whole coalition, the latest to rise first; each as it is in the last week that is shown."""
    found: dict[str, list[Row]] = {}
    for row in sorted((one for one in rows if one["area_id"] == ALL), key=lambda one: str(one["week"])):
        found.setdefault(row["term"], []).append(row)
    return sorted((_term(weeks) for weeks in found.values()), key=_latest)[:_MOST_TERMS]


def _term(weeks: Sequence[Row]) -> dict[str, Any]:
    shown = [row for row in weeks if not row["withheld"]]
    last = shown[-1] if shown else None
    return {
        "term": weeks[0]["term"],
        "rose": weeks[0]["week"],
        "week": last and last["week"],
        "phase": last and last["phase"],
        "kind": last and last["kind"],
        "members": classes.told(max(row["n_members"] for row in shown) if shown else None),
    }


def _latest(term: Mapping[str, Any]) -> tuple[int, str]:
    rose: date = term["rose"]
    return (-rose.toordinal(), term["term"])


def headline(tones: Sequence[Row], terms: Sequence[Mapping[str, Any]]) -> str:
    """How pleased those are who write, and how many terms rose, in a sentence with figures."""
    whole = _series(tones, "partner_id").get(ALL)
    organic = [term for term in terms if term["kind"] != "bought"]
    rose = f"{words.counted(len(organic), 'term')} rose"
    if organic:
        rose += f", {organic[0]['term']} last"
    if not whole:
        return f"{rose}; too few members write to tell their tone"
    last = whole[-1]
    low, high = (words.percent(last[name]) for name in _SHARE[1:])
    share = words.percent(last["pleased_share"])
    return f"Of members who write, {share} were pleased in {last['month']:%B %Y} ({low} to {high}); {rose}"


def _names(look: Look) -> dict[str, str]:
    areas = {row["area_id"]: row["name"] for row in look.rows(SILVER_AREAS, _tops)}
    partners = {row["partner_id"]: row["name"] for row in look.rows(PARTNERS)}
    return {**areas, **partners, ALL: "All partners"}


def _boundaries(look: Look, wanted: set[str]) -> dict[str, str | None]:
    return {row["area_id"]: row["boundary"] for row in look.rows(SILVER_AREAS, _tops) if row["area_id"] in wanted}


def _tops(areas: DataFrame) -> DataFrame:
    return areas.filter("parent_area_id IS NULL").select("area_id", "name", "boundary")


SECTION = Section(
    name="voices",
    title="Voices",
    about="What people write",
    order=45,
    home=__name__,
    tables=(PUBLISHED_TONES, PUBLISHED_TRENDS),
    also=(SILVER_AREAS, PARTNERS),
    show=show,
    findings=findings,
    empty="nobody writes, or too few members do to tell their tone",
    template="voices.html",
    script="voices.js",
    libraries=("plotly.js",),
    words={
        "en": {
            "note": (
                "Pleased, of the members whose posts of a month lean to one side. The band holds the share in nineteen "
                "of twenty cases. A month is shown where ten members and more are on either side. What somebody wrote "
                "is shown nowhere; terms are shown that ten accounts and more wrote."
            )
        }
    },
    own_page=True,
)
