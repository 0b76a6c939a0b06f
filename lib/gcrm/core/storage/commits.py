"""Whether a commit of Delta's log is whole: one that was cut off at the end of a line is read as if it said no more.

A machine that loses its power may leave such a file, or an empty one, and the rows of the commit would be gone without
a word. Each commit tells first how many files it adds and removes (its operationMetrics), and then lists them.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from gcrm.core.errors import UsageError
from gcrm.core.storage.files import opened

# In the words of MERGE, and of Delta's other operations. A file that gets a deletion vector is removed and added.
_VECTORS = ("numTargetDeletionVectorsAdded", "numDeletionVectorsAdded")
_ADDED = ("numTargetFilesAdded", "numAddedFiles", *_VECTORS)
_REMOVED = ("numTargetFilesRemoved", "numRemovedFiles", *_VECTORS)
_CHANGES = ("numTargetChangeFilesAdded", "numAddedChangeFiles")


def require_whole(table: str, commit: str) -> None:
    """Raises UsageError where the commit, a file of the table's log, is torn."""
    with opened(commit) as lines:
        lacks = torn(lines)
    if lacks:
        raise UsageError(
            f"The log of {table} is torn: {lacks} ({commit}). Put the file back from a copy, or build a new lakehouse "
            "from the files that were delivered."
        )


def torn(lines: Iterable[bytes]) -> str | None:
    """What the commit lacks of what it tells of, as part of a sentence; None where it is whole."""
    seen: Counter[str] = Counter()
    metrics: Mapping[str, Any] | None = None
    rows: float = 0
    for line in lines:
        try:
            action = json.loads(line)
        except ValueError:
            return "its last line ends too early"
        seen.update(action.keys())
        if info := action.get("commitInfo"):
            metrics = info.get("operationMetrics") or {}
        if added := action.get("add"):
            rows += _rows(added)
    if metrics is None:
        return "it holds nothing"
    wanted = [
        ("files added", _sum(metrics, _ADDED), seen["add"]),
        ("files removed", _sum(metrics, _REMOVED), seen["remove"]),
        ("files of changes", _sum(metrics, _CHANGES), seen["cdc"]),
        # A WRITE counts the files without rows too, which are not listed, so there rows tell.
        ("rows written", 0 if seen["cdc"] else _sum(metrics, ("numOutputRows",)), rows),
    ]
    return next((f"it lists {has:,.0f} of {said:,} {what}" for what, said, has in wanted if has < said), None)


def _rows(added: Mapping[str, Any]) -> float:
    """Rows of a file; without statistics as many as anybody may tell of."""
    return float(json.loads(added.get("stats") or "{}").get("numRecords", math.inf))


def _sum(metrics: Mapping[str, Any], names: Iterable[str]) -> int:
    return sum(int(metrics.get(name, 0)) for name in names)
