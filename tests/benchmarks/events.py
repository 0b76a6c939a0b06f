"""What Spark's event log tells of a run, step by step: tasks, rows and bytes of every stage."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "internal.metrics."
_READ = ("input.recordsRead", "shuffle.read.recordsRead")
_SHUFFLED = ("shuffle.write.bytesWritten",)
_SPILLED = ("diskBytesSpilled", "memoryBytesSpilled")


@dataclass(frozen=True)
class Stage:
    """One stage that ran: the table that it was for, its tasks, rows read, bytes shuffled and spilled, seconds."""

    table: str
    tasks: int
    rows: int
    shuffled: int
    spilled: int
    seconds: float


def stages(folder: Path) -> Iterator[Stage]:
    """Every completed stage in the event logs below the folder (plain text)."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith((".", "appstatus")):
            with path.open(encoding="utf-8") as handle:
                yield from _stages(json.loads(line) for line in handle)


def _stages(events: Iterator[dict[str, object]]) -> Iterator[Stage]:
    tables: dict[int, str] = {}
    for event in events:
        info: dict[str, object] = event.get("Stage Info", {})  # type: ignore[assignment]
        number = int(info.get("Stage ID", -1))  # type: ignore[call-overload]
        if event["Event"] == "SparkListenerStageSubmitted":
            properties: dict[str, str] = event.get("Properties") or {}  # type: ignore[assignment]
            tables[number] = properties.get("spark.job.description", "")
        elif event["Event"] == "SparkListenerStageCompleted":
            yield _stage(tables.get(number, ""), info)


def _stage(table: str, info: dict[str, object]) -> Stage:
    listed: list[dict[str, object]] = info["Accumulables"]  # type: ignore[assignment]
    values = {str(a["Name"]).removeprefix(_PREFIX): a["Value"] for a in listed if str(a["Name"]).startswith(_PREFIX)}

    def total(names: tuple[str, ...]) -> int:
        return sum(int(str(values.get(name, 0))) for name in names)

    seconds = total(("executorRunTime",)) / 1000
    return Stage(table, int(str(info["Number of Tasks"])), total(_READ), total(_SHUFFLED), total(_SPILLED), seconds)
