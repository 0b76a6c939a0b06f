"""A small package of tables that tests write, edit and run: a copy under a new name is what a new version of it is."""

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from gcrm.core.contracts.graph import discover, ordered
from gcrm.core.contracts.step import Step
from gcrm.core.running.records import Run, StepRecord
from gcrm.core.running.run import Runner
from gcrm.core.settings.config import AgreedPlaces, AsOf, Config
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.quarantine import QUARANTINE, Quarantine

_JOB = 'from gcrm.core.contracts.job import Job\n\nJOB = Job("all", "every table")\n'
# Imports are relative, so that a copy under another name is the same code.
FILES = {
    "__init__.py": "",
    "warehouse/__init__.py": _JOB,
    "marts/__init__.py": _JOB,
    "silver/__init__.py": "",
    "silver/sales.py": '''"""Sales."""

from gcrm.core.contracts.table import Field, Table, Upsert

SALES = Table(
    "silver.sales", "Sales.",
    (Field("sale_id", "string", ""), Field("shop", "string", ""), Field("amount", "int", "")),
    key=("sale_id",), load=Upsert(),
)
''',
    "warehouse/money.py": '''"""Money."""

from pyspark.sql import functions as F


def paid():
    return F.sum("amount")
''',
    "warehouse/shops.py": '''"""One row per shop."""

from dataclasses import dataclass

from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table

from ..silver.sales import SALES
from .money import paid

SHOPS = Table(
    "warehouse.shops", "Shops.",
    (Field("shop", "string", "Shop"), Field("amount", "bigint", "Paid"),),
    key=("shop",), load=ReplaceGroups(("shop",)), rules=(Rule("amount_is_given", "amount IS NOT NULL"),),
    cluster_by=("shop",),
)


@dataclass(frozen=True)
class Settings:
    least: int = 0


def build(sales, settings):
    """Sums."""
    return sales.groupBy("shop").agg(paid().alias("amount")).filter(F.col("amount") >= settings.least)


STEP = Step(SHOPS, {"sales": News(SALES)}, build, Settings)
''',
    "warehouse/days.py": '''"""Sales once more."""

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table, Upsert

from ..silver.sales import SALES

DAYS = Table(
    "warehouse.days", "Days.", (Field("sale_id", "string", ""), Field("amount", "int", "")), key=("sale_id",),
    load=Upsert(),
)


def build(sales):
    return sales.select("sale_id", "amount")


STEP = Step(DAYS, {"sales": SALES}, build)
''',
    "marts/best.py": '''"""The best."""

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table

from ..warehouse.shops import SHOPS

BEST = Table("marts.best", "Best.", (Field("shop", "string", ""), Field("amount", "bigint", "")), key=("shop",))


def build(shops):
    return shops.select("shop", "amount")


STEP = Step(BEST, {"shops": SHOPS}, build)
''',
}  # fmt: skip
_NUMBERS = count()


class Notes:
    """A ledger in memory."""

    def __init__(self, lake: Lakehouse) -> None:
        lake.create(QUARANTINE)
        self.lake, self.done, self.delivered = lake, [], []

    def require_key(self, run: Run) -> None: ...
    def begin(self, *_: object) -> None: ...
    def end(self, *_: object) -> None: ...

    def record(self, steps: list[StepRecord]) -> None:
        self.done.extend(steps)

    def deliver(self, deliveries: list[object]) -> None:
        self.delivered.extend(deliveries)

    def states(self) -> dict[tuple[str, None], StepRecord]:
        return {(step.table_name, None): step for step in self.done if step.status == "done"}

    def past(self) -> list[object]:
        return []

    def deliveries(self) -> list[object]:
        return list(self.delivered)

    def refusals(self, run: Run) -> Quarantine:
        refusing = {row["table_name"] for row in self.lake.read(QUARANTINE).select("table_name").distinct().collect()}
        return Quarantine(run.run_id, refusing)


class Shop:
    """The package in a folder, its lakehouse, and what its ledger knows."""

    def __init__(self, root: Path, lake: Lakehouse) -> None:
        self.root, self.lake, self.notes, self.files = root, lake, Notes(lake), dict(FILES)
        sys.path.insert(0, str(root))

    def edit(self, path: str, before: str, after: str) -> None:
        assert self.files[path].count(before) == 1, (path, before)
        self.files[path] = self.files[path].replace(before, after)

    def steps(self) -> list[Step]:
        """Those of the package as its files stand now."""
        name = f"shop_{next(_NUMBERS)}"
        for path, text in self.files.items():
            file = self.root / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return ordered(discover(name))

    def run(self, *only: str, from_less: tuple[str, ...] = ()) -> dict[str, StepRecord]:
        """Brings the tables up to date; gives the ledger's row for each that was not unchanged."""
        steps = self.steps()
        settings = {step.output.name: step.settings() for step in steps if step.settings}
        now = datetime.now(UTC).replace(tzinfo=None)
        this = Run(f"run-{now:%H%M%S%f}", "shop", now, from_less=frozenset(from_less))
        config = Config("shop", {}, AsOf("warehouse.days", "sale_id"), AgreedPlaces())
        chosen = [step for step in steps if not only or step.output.name in only]
        self.lines: list[str] = []
        runner = Runner(self.lake, config, settings, this, self.notes, self.lines.append)
        return {step.table_name: step for step in runner.execute(chosen, steps).steps if step.status == "done"}

    def close(self) -> None:
        sys.path.remove(str(self.root))
        for name in [name for name in sys.modules if name.startswith("shop_")]:
            del sys.modules[name]
        shutil.rmtree(self.root)


def opened(root: Path, lake: Lakehouse) -> Iterator[Shop]:
    shop = Shop(root, lake)
    yield shop
    shop.close()
