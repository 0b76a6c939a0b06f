"""A made-up delivery, written in a feed's own format, and what its SELECTs make of it."""

import csv
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY

from gcrm.cli.project import Project, assemble
from gcrm.core.contracts.step import Landing, Step, arguments
from gcrm.core.frames import small
from gcrm.core.running import quality
from gcrm.core.testing import rows
from gcrm.vault.derived import Keys

CONF = REPOSITORY / "conf"
_SECRET = b"k" * 32
Rows = Sequence[Mapping[str, Any]]


def project(coalition: str, landing: Path | None = None) -> Project:
    return assemble(CONF, coalition, "local", [], landing, lambda: _SECRET)


class Delivery:
    """A landing folder of one coalition; `deliver` writes files into it, `judged` takes them to a silver table."""

    def __init__(self, spark: SparkSession, coalition: str, root: Path) -> None:
        self.spark, self.root = spark, root
        self.project = project(coalition, root)
        self.steps = {step.output.name: step for step in self.project.steps}
        # Each table is made once of what was delivered, for planning a feed takes longer than its handful of rows.
        self._made: dict[str, DataFrame] = {}

    def deliver(self, feed: str, file: str, given: Rows) -> None:
        """Writes one file of these rows; columns that they do not name are empty."""
        self._made.clear()
        spec = next(f for f in self.project.feeds if f.name == feed).spec.files[file]
        path = self.root / spec.path.replace("**/", "").replace("*", "1")
        path.parent.mkdir(parents=True, exist_ok=True)
        if spec.format == "parquet":
            # The way in which pandas wrote timestamps of nanoseconds for a long time.
            pq.write_table(pa.Table.from_pylist(list(given)), path, use_deprecated_int96_timestamps=True)
        elif spec.format == "geojson":
            path.write_text(json.dumps({"type": "FeatureCollection", "features": list(given)}), encoding="utf-8")
        else:
            with path.open("w", encoding=spec.options.encoding, newline="") as handle:
                writer = csv.DictWriter(handle, spec.columns, delimiter=spec.options.sep, restval="")
                writer.writeheader()
                writer.writerows(given)

    def read(self, table: str) -> DataFrame:
        """A table as its step makes it, from the files: bronze, or silver without the rows that are refused."""
        step = self.steps[table]
        if isinstance(step, Landing):
            return self._once(table, lambda: self._landed(step))
        # No feed of this coalition has such a thing.
        return quality.good(self.judged(table)) if step.parts else rows(self.spark, step.output)

    def judged(self, table: str) -> DataFrame:
        """The rows of a silver table, good and bad, with what is wrong with them."""
        return self._once(table, lambda: self._judged(table))

    def _judged(self, table: str) -> DataFrame:
        step = self.steps[table]
        assert isinstance(step, Step)
        assert step.raw is not None
        parts = [
            part.build(**{name: self.read(given.name) for name, given in self._inputs(part.inputs)})
            for part in step.parts
        ]
        others = {name: self.read(given.name) for name, given in self._inputs(step.inputs) if name != "raw"}
        frames = {"raw": reduce(DataFrame.unionByName, parts), **others}
        built = step.build(**arguments(step, frames, self.project.settings[table], None))
        return quality.judged(quality.match_columns(built, step.output), step.output)

    def _once(self, table: str, make: Callable[[], DataFrame]) -> DataFrame:
        if table not in self._made:
            self._made[table] = make().localCheckpoint()
        return self._made[table]

    @staticmethod
    def _inputs(inputs: Mapping[str, Any]) -> list[tuple[str, Any]]:
        return [(name, getattr(given, "table", given)) for name, given in inputs.items()]

    def _landed(self, step: Landing) -> DataFrame:
        files = {path: (step.relative(path), 1) for path in step.find()}
        if not files:
            schema = ", ".join(f"`{f.name}` {f.type}" for f in step.output.fields)
            return small(self.spark, schema)
        assert [step.examine(path) for path in files] == [None] * len(files)
        return step.read(self.spark, files)


def _ids() -> dict[str, str]:
    """Keyed hash -> id, for all that deliveries of these tests name."""
    orders = [f"o{n}" for n in range(1, 10)]
    ids = {
        "transaction_id": [*orders, "31198570044"],
        "post_id": [f"r{n}-{order}" for n in range(1, 5) for order in orders],
    }
    every = [Keys(coalition, lambda: _SECRET, lambda: _SECRET) for coalition in ("brazil", "grocer")]
    return {
        hmac.digest(keys.thing(column), given.encode(), "sha256")[:16].hex(): given
        for keys in every
        for column, several in ids.items()
        for given in several
    }


def refused(judged: DataFrame, label: str) -> dict[str, list[str]]:
    """Value of the column `label` -> every rule that is broken, for the rows that are refused."""
    found = judged.filter(F.size(quality.FAILED) > 0).select(judged[label].cast("string"), quality.FAILED).collect()
    return {_NAMED.get(row[0], row[0]): list(row[1]) for row in found}


def kept(judged: DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows that are kept as sorted tuples of these columns, as text."""
    found = quality.good(judged).selectExpr(*[f"CAST(`{name}` AS STRING)" for name in columns]).collect()
    return sorted((tuple(_NAMED.get(value, value) for value in row) for row in found), key=repr)


_NAMED = _ids()
