"""Which files lie in the landing, and what each of them is to a run: taken, repeated or refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gcrm.core.contracts.step import Landing
from gcrm.core.running.records import Delivery
from gcrm.core.storage.files import look, sha256


def arrivals(step: Landing, known: list[Delivery], run_id: str) -> list[Delivery]:
    """The files whose content is not what was last seen under their name, as deliveries: taken, repeated or refused.

    Known ones cost a look at size and time.
    """
    mine = [d for d in known if d.table_name == step.output.name]
    # A refused file is looked at again every time: configuration may have been mended to read it.
    newest = {d.file: d for d in sorted(mine, key=lambda d: d.revision) if d.status != "refused"}
    given = {step.relative(path): _given(path, newest.get(step.relative(path))) for path in step.find()}
    # Content that stands: of files as they were last taken, and of those that are not in the landing any more. Of which
    # no row came, nothing stands.
    standing = {
        d.sha256: d
        for name, d in newest.items()
        if d.status == "taken" and d.rows_read != 0 and (name not in given or given[name].sha256 == d.sha256)
    }
    found: list[Delivery] = []
    for name, file in given.items():
        last, before = newest.get(name), standing.get(file.sha256)
        if last and last.sha256 == file.sha256 and (last.status == "taken" or before):
            continue
        revision = 1 + max((d.revision for d in mine if d.file == name), default=0)
        status, reason = "taken", None
        if before:
            status, reason = "repeated", f"the same content as {before.file}"
        elif problem := step.examine(file.path):
            status, reason = "refused", problem
            if any((d.file, d.sha256, d.reason) == (name, file.sha256, reason) for d in mine):
                continue
        delivery = Delivery(
            step.output.name, step.feed, name, revision, status, file.size, file.modified, file.sha256, run_id, reason
        )
        if status == "taken":
            standing[file.sha256] = delivery
        found.append(delivery)
    return found


@dataclass(frozen=True)
class _File:
    path: str
    size: int
    modified: datetime
    sha256: str


def content(path: str, last: Delivery) -> str:
    """The hash of what the file holds, which was taken as `last` before."""
    return _given(path, last).sha256


def _given(path: str, last: Delivery | None) -> _File:
    """The file as it lies there; its content is hashed only where size or time differ from `last`."""
    size, modified = look(path)
    same = last and (last.size, last.modified_at) == (size, modified)
    return _File(path, size, modified, last.sha256 if last and same else sha256(path))


def lying(deliveries: Iterable[Delivery], step: Landing) -> list[Delivery]:
    """Those that were taken, and of the others those whose file still lies in the landing."""
    there = {step.relative(path) for path in step.find()}
    return [d for d in deliveries if d.status == "taken" or d.file in there]
