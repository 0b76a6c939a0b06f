"""How many files of a feed were refused whole, and how many rows the others had, against what feed.yml says and against
the file before."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gcrm.core.running.records import Delivery
from gcrm.quality.measures import Measure
from gcrm.quality.settings import Limits
from gcrm.sources.volume import Volume


def measured(files: Sequence[Delivery], volume: Volume) -> Iterator[Measure]:
    """Of the files that the newest run took: the fewest and the most rows, and the largest change against the file
    before by name. `files`: all that were ever delivered of one bronze table."""
    taken = sorted((d for d in files if d.status == "taken"), key=lambda d: (d.run_id, d.file, d.revision))
    new = [d for d in taken if d.run_id == taken[-1].run_id]
    rows = {d: d.rows_read or 0 for d in taken}
    if volume.at_least is not None and new:
        fewest = min(new, key=rows.__getitem__)
        told, limits = f"{fewest.file} has {rows[fewest]:,} rows", _limits(float("inf"), volume)
        yield Measure("rows: at least", "rows", rows[fewest], limits, told, least=volume.at_least)
    if volume.at_most is not None and new:
        most = max(new, key=rows.__getitem__)
        yield Measure(
            "rows: at most", "rows", rows[most], _limits(volume.at_most, volume), f"{most.file} has {rows[most]:,} rows"
        )
    pairs = [(last, d) for last, d in pairwise(taken) if d in new and rows[last]]
    if volume.differing is not None and pairs:
        last, now = max(pairs, key=lambda pair: abs(rows[pair[1]] / rows[pair[0]] - 1))
        share = abs(rows[now] / rows[last] - 1)
        told = f"{now.file} has {rows[now]:,} rows, after {rows[last]:,} of {last.file}"
        yield Measure("rows: change", "share", share, _limits(volume.differing, volume), told)


def refused(table: str, files: Sequence[Delivery], limits: Limits) -> Iterator[Measure]:
    """The share of a table's files that were refused whole, as they were last delivered. `files`: all that were ever
    taken, and of those that were refused the ones that still lie in the landing."""
    newest = {d.file: d for d in sorted(files, key=lambda d: d.revision) if d.status in ("taken", "refused")}
    if newest:
        bad = [d for d in newest.values() if d.status == "refused"]
        told = f"{len(bad):,} of {len(newest):,} files of {table} {'was' if len(bad) == 1 else 'were'} refused"
        yield Measure("refused files", "share", len(bad) / len(newest), limits, told, holds=False)


def _limits(most: float, volume: Volume) -> Limits:
    return Limits(most, most if volume.severity == "stop" else None)
