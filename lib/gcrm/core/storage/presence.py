"""Who is at work in a lakehouse: runs beside each other, or one alone who must meet nobody.

Each leaves a file that is locked as long as it lives. A run leaves its own before it looks whether somebody is alone
there, and who wants to be alone leaves his before he looks for runs, so that of two at least one sees the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gcrm.core.errors import UsageError
from gcrm.core.storage import hadoop
from gcrm.core.storage.folders import local_path
from gcrm.core.storage.lock import held, is_held

_LOCKS, _RUN, _ALONE = ".locks", "run-", "alone"


@contextmanager
def at_work(root: str, run_id: str) -> Iterator[None]:
    """A run in the lakehouse; raises UsageError where somebody must be alone there."""
    path = f"{root}/{_LOCKS}/{_RUN}{run_id}"
    with held(path):
        if is_held(f"{root}/{_LOCKS}/{_ALONE}"):
            _remove(path)
            raise UsageError(f"Members are being forgotten in {root}; the run can begin when `gcrm forget` has ended.")
        try:
            yield
        finally:
            _remove(path)


@contextmanager
def alone(root: str) -> Iterator[None]:
    """Work during which no run may be there; raises UsageError where one is, or another who must be alone."""
    path = f"{root}/{_LOCKS}/{_ALONE}"
    if is_held(path):
        raise UsageError(f"Members are being forgotten in {root} already; wait until that `gcrm forget` has ended.")
    with held(path):
        for run in _runs(root):
            if is_held(run):
                run_id = run.rpartition(_RUN)[2]
                raise UsageError(f"The lakehouse {root} is in use by the run {run_id}; forget when it has ended.")
            _remove(run)  # of a run that was killed
        yield


def _runs(root: str) -> list[str]:
    folder = local_path(f"{root}/{_LOCKS}")
    if folder:
        return sorted(str(path) for path in folder.glob(f"{_RUN}*"))
    return [path for path in hadoop.listed(f"{root}/{_LOCKS}") if path.rpartition("/")[2].startswith(_RUN)]


def _remove(path: str) -> None:
    local = local_path(path)
    if local:
        with suppress(FileNotFoundError):
            local.unlink()
    else:
        hadoop.delete(path)
