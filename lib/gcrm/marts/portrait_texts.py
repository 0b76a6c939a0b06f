"""One row per segment and language: its portrait in a paragraph, part by part, as a person would tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.topics import PARTS
from gcrm.marts.portraits import PORTRAITS
from gcrm.marts.words import LANGUAGES, Words, once, words
from gcrm.models.segments import JOB

TEXTS = Table(
    name="marts.portrait_texts",
    doc=__doc__,
    key=("segment", "language", "as_of"),
    fields=(
        Field("segment", "int", "Number of the segment"),
        Field("language", "string", f"One of {', '.join(LANGUAGES)}"),
        Field("as_of", "date", "Day for which the portrait holds"),
        Field("segment_name", "string", "What sets it apart, in English", required=True),
        Field("n_members", "bigint", "Members in the segment", required=True, unit="members"),
        Field("text", "string", "The portrait", required=True),
    ),
    checks=(Unique(("segment", "language", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`most`: traits told of each part of the portrait, those first that separate the segment best."""

    most: int = 2

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError(f"most is {self.most}; 1 or more works.")


def build(portraits: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Portraits are a row per segment and trait, so they are told on the driver."""
    by_segment: dict[int, list[Any]] = {}
    for row in portraits.orderBy("segment", "feature").collect():
        by_segment.setdefault(row["segment"], []).append(row)
    made = [
        (
            segment,
            language,
            as_of,
            rows[0]["segment_name"],
            rows[0]["n_members"],
            told(rows, words(language), settings.most),
        )
        for segment, rows in by_segment.items()
        for language in LANGUAGES
    ]
    return small(portraits.sparkSession, schema(TEXTS), made)


def told(rows: Sequence[Any], language: Words, most: int) -> str:
    """The paragraph of one segment from its rows of marts.portraits."""
    first = rows[0]
    name = language.name(first["segment_name"])
    head = language.head.format(
        name=name[:1].upper() + name[1:],
        n=language.count(first["n_members"]),
        share=f"{first['share']:.0%}",
    )
    parts = [
        f"{language.parts[part]}: {', '.join(said)}."
        for part in PARTS
        if (said := _strongest([row for row in rows if row["part"] == part and row["says"]], language, most))
    ]
    return " ".join([head, *(parts or [language.nothing])])


def _strongest(rows: Sequence[Any], language: Words, most: int) -> list[str]:
    ranked = sorted(rows, key=lambda row: (-(row["separation"] or 0.0), row["feature"]))
    return once(ranked, lambda row: _said(row, language))[:most]


def _said(row: Any, language: Words) -> str | None:
    if row["kind"] is None:
        return language.figure(row["feature"], row["index"])
    return language.trait(row["kind"], row["feature"].partition(": ")[2], row["index"])


STEP = Step(output=TEXTS, inputs={"portraits": PORTRAITS}, build=build, settings=Settings, job=JOB)
