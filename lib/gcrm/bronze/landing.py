"""One bronze table per kind of file: finds what was delivered, refuses what cannot be read, reads the rest as text."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.bronze import JOB
from gcrm.bronze.feed import Feed
from gcrm.core.contracts.step import Landing
from gcrm.core.storage.files import Folder
from gcrm.sources import columnar, delimited, geojson, jsonlines
from gcrm.sources.limits import USUAL, Limits
from gcrm.sources.spec import FileSpec

UNDECLARED = "undeclared"
READERS: dict[str, ModuleType] = {
    "csv": delimited,
    "parquet": columnar,
    "geojson": geojson,
    "jsonl": jsonlines,
}


def landings(feeds: list[Feed], landing: str | Path | None, limits: Limits = USUAL) -> list[Landing]:
    """The bronze steps of a coalition; without a landing folder they find nothing new. What is beyond the `limits` is
    refused."""
    folder = Folder(str(landing)) if landing else None
    return [_landing(feed, file, folder, limits) for feed in feeds for file in feed.spec.files]


def _landing(feed: Feed, file: str, folder: Folder | None, limits: Limits) -> Landing:
    spec = feed.spec.files[file]
    reader = READERS[spec.format]

    def find() -> list[str]:
        # Deliveries are taken in the order of their names, so the outcome does not hang on when they were copied.
        return folder.matching(spec.path) if folder else []

    def relative(path: str) -> str:
        return folder.relative(path) if folder else path

    return Landing(
        output=feed.table(file),
        feed=feed.name,
        pattern=spec.path,
        key=spec.key,
        find=find,
        relative=relative,
        examine=lambda path: reader.examine(path, spec, limits),
        is_empty=lambda path: reader.is_empty(path, spec),
        read=lambda spark, files: _shown(reader.read(spark, files, spec), bool(spec.personal)),
        job=JOB,
        code=(reader.__name__, f"{__name__}:{_shown.__name__}"),
        options=_options(spec),
    )


def _options(spec: FileSpec) -> dict[str, Any]:
    """How the files are read; which files, and which columns are of people, is no part of how."""
    # Only there a name is looked for as it is written, and not folded.
    as_written = spec.format == "geojson" or isinstance(spec.columns, Mapping)
    names = {"columns": spec.columns} if as_written else {}
    return {"format": spec.format, **names, **asdict(spec.options)}


def _shown(frame: DataFrame, in_vault: bool) -> DataFrame:
    """Outside the vault only how many columns nobody declared: their names may be of a person, as their values may."""
    counted = F.when(F.size("_extra") > 0, F.create_map(F.lit(UNDECLARED), F.size("_extra").cast("string")))
    return frame if in_vault else frame.withColumn("_extra", counted)
