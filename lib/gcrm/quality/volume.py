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


def refused(table: str, files: Sequence[Delivery], run_id: str) -> Iterator[Measure]:
    """The share of the run's new files that were refused whole. It warns: what such a file holds does not get in, and
    makes nothing worse of what the others hold."""
    new = [d for d in files if d.run_id == run_id and d.status in ("taken", "refused")]
    if new:
        bad = sum(d.status == "refused" for d in new)
        told = f"{bad:,} of {len(new):,} new files of {table} were refused"
        yield Measure("refused files", "share", bad / len(new), Limits(0.0, None), told)


def _limits(most: float, volume: Volume) -> Limits:
    return Limits(most, most if volume.severity == "stop" else None)
