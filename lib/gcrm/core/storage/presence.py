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

_LOCKS, _RUN, _ALONE = ".locks", "run-", "alone-"


@contextmanager
def at_work(root: str, run_id: str) -> Iterator[None]:
    """A run in the lakehouse; raises UsageError where somebody must be alone there."""
    path = f"{root}/{_LOCKS}/{_RUN}{run_id}"
    with held(path):
        if command := _alone(root):
            _remove(path)
            raise UsageError(f"`gcrm {command}` is at work in {root}; the run can begin when it has ended.")
        try:
            yield
        finally:
            _remove(path)


@contextmanager
def alone(root: str, command: str) -> Iterator[None]:
    """A command during which no run may be there; raises UsageError where one is, or another that must be alone."""
    if other := _alone(root):
        raise UsageError(f"`gcrm {other}` is at work in {root}; wait until it has ended.")
    with held(f"{root}/{_LOCKS}/{_ALONE}{command}"):
        if other := _alone(root, besides=command):
            raise UsageError(f"`gcrm {other}` is at work in {root}; wait until it has ended.")
        for run in _left(root, _RUN):
            if is_held(run):
                run_id = run.rpartition(_RUN)[2]
                raise UsageError(f"The lakehouse {root} is in use by the run {run_id}; try again when it has ended.")
            _remove(run)  # of a run that was killed
        yield


def _alone(root: str, besides: str = "") -> str | None:
    """The command that is alone there."""
    commands = {path.rpartition(_ALONE)[2]: path for path in _left(root, _ALONE)}
    return next((name for name, path in commands.items() if name != besides and is_held(path)), None)


def _left(root: str, kind: str) -> list[str]:
    """The files of one kind that somebody has left."""
    folder = local_path(f"{root}/{_LOCKS}")
    if folder:
        return sorted(str(path) for path in folder.glob(f"{kind}*"))
    listed = hadoop.listed(f"{root}/{_LOCKS}") if hadoop.status(f"{root}/{_LOCKS}") else []
    return [path for path in listed if path.rpartition("/")[2].startswith(kind)]


def _remove(path: str) -> None:
    local = local_path(path)
    if local:
        with suppress(FileNotFoundError):
            local.unlink()
    else:
        hadoop.delete(path)
