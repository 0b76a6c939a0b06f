"""Simulates a range of days: a landing zone as partners would deliver it, and the truth beside it."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.simulate.files import tills, truth
from gcrm.simulate.files.published import small_files, true_files
from gcrm.simulate.files.sheet import Delivery
from gcrm.simulate.files.systems import SYSTEMS
from gcrm.simulate.files.writer import PART, REPORT, put, writer
from gcrm.simulate.people import baskets, repertoires, stores, visits
from gcrm.simulate.people.members import members
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span, Stream
from gcrm.simulate.world import streams

Say = Callable[[str], None]
_ROWS_A_TASK = 400_000


@dataclass(frozen=True)
class Simulated:
    """What was written: files, rows of those that grow with members, planted defects; and how long it took."""

    n_files: int
    n_rows: int
    n_defects: int
    seconds: float


def simulate(
    spark: SparkSession, scene: Scene, out: Path, from_day: int, end_day: int, workers: int, say: Say
) -> Simulated:
    """Writes the deliveries of days `from_day` up to, but without, `end_day` to `out`, and the truth to `out/truth`.

    The same arguments write the same content, so a run that was stopped is simply started again.
    """
    began = time.monotonic()
    reports = truth.folder(out, "reports", from_day)
    shutil.rmtree(reports, ignore_errors=True)
    for half in out.rglob(f".*{PART}"):  # of a simulation that was killed
        half.unlink()
    told = _Told(say, 6 + len(SYSTEMS) + len(streams()))
    with told("country, partners, catalogue"):
        n_small = _small(scene, out, from_day, end_day)
    span = Span(spark, scene, out, from_day, end_day)
    _world(span, told)
    with told("truth: visits"):
        truth.keep(_visits(span), out, "visits", from_day)
    # Most of a small part's time is planning, which one thread does, so parts are made side by side.
    with ThreadPoolExecutor(workers) as pool:
        parts = [pool.submit(_part, told, f"basket lines of {name}", partial(_lines, span, name)) for name in SYSTEMS]
        parts += [pool.submit(_part, told, stream.name, partial(_stream, span, stream)) for stream in streams()]
        for part in parts:
            part.result()
    n_files, n_rows, n_defects = truth.tell(spark, out, from_day)
    shutil.rmtree(reports.parent)
    return Simulated(n_small + n_files, n_rows, n_defects, time.monotonic() - began)


class _Told:
    """Tells which part of how many is done, and how long it took."""

    def __init__(self, say: Say, n: int) -> None:
        self.say, self.n, self.done, self.lock = say, n, 0, Lock()

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        clock = time.monotonic()
        yield
        with self.lock:
            self.done += 1
            self.say(f"  {self.done:>2}/{self.n}  {name:<40} {time.monotonic() - clock:6.1f} s")


def _part(told: _Told, name: str, work: Callable[[], None]) -> None:
    with told(name):
        work()


def _world(span: Span, told: _Told) -> None:
    """The tables that everything else is made of."""
    spark, scene = span.spark, span.scene
    made: dict[str, Callable[[], DataFrame]] = {
        "members": lambda: members(spark, scene),
        "stores": lambda: stores.stores(spark, scene),
        "choices": lambda: stores.choices(spark, span.table("stores"), scene),
        "repertoires": lambda: repertoires.repertoires(span.table("members"), scene),
    }
    for table, frame in made.items():
        with told(f"truth: {table}"):
            span.once(table, frame)


def _small(scene: Scene, out: Path, from_day: int, end_day: int) -> int:
    """Writes what grows with the country alone; gives how many files were delivered of it."""
    due = {path: content for path, (day, content) in small_files(scene).items() if from_day <= day < end_day}
    for path, content in due.items():
        put(out / path, content)
    for path, content in true_files(scene).items():
        put(out / "truth" / path, content)
    return len(due)


def _visits(span: Span) -> DataFrame:
    """Every visit that a delivery of the range may hold lines of."""
    first = span.from_day - tills.reach_back(span.scene)
    return visits.visits(span.table("repertoires"), span.table("choices"), span.scene, first, span.end_day)


def _lines(span: Span, system: str) -> None:
    scene, days = span.scene, span.end_day - span.from_day
    mine = [brand for brand in scene.brands if brand.business.system == system]
    visited = span.visits().filter(F.col("brand").isin([brand.index for brand in mine]))
    rows = tills.delivered(baskets.lines(visited, scene), scene, span.from_day, span.end_day)
    a_day = sum(brand.a_week * brand.business.lines for brand in mine) / 7
    tasks = _tasks(a_day * scene.n_members * days)
    ordered = rows.repartition(tasks, "file").sortWithinPartitions("file", "day", "second", "visit", "line", "copies")
    _deliver((tills.written(ordered, system, scene), tills.style(system)), span, system)


def _stream(span: Span, stream: Stream[Any]) -> None:
    for delivery in stream.made(span, getattr(span.scene.world, stream.name)):
        _deliver(delivery, span, stream.name)


def _tasks(rows: float) -> int:
    return max(2, min(4000, round(rows / _ROWS_A_TASK)))


def _deliver(delivery: Delivery, span: Span, part: str) -> None:
    """Writes sorted rows as files, and keeps what was reported of them."""
    frame, style = delivery
    told = frame.mapInArrow(writer(str(span.out.resolve()), style), REPORT)
    reports = truth.folder(span.out, "reports", span.from_day)
    # A folder of its own, because a write that ends takes away what others have not committed yet.
    told.write.mode("append").parquet(truth.address(reports / f"part={part}"))
