"""Whether the tables that a table was made of are all there: one that was taken away makes nothing silently smaller."""

from collections.abc import Callable, Mapping

from gcrm.core.errors import UsageError
from gcrm.core.running.records import Run, StepRecord


def require_inputs(
    table: str,
    state: StepRecord | None,
    now: Mapping[str, int],
    newest: Callable[[str], StepRecord | None],
    run: Run,
) -> None:
    """`state`: how `table` was built last; `now`: versions of what it reads; `newest` gives how a table was built last.

    Raises UsageError where an input was taken away since and not built again, and nobody said that this may be.
    """
    if state is None or table in run.from_less:
        return
    for name, version in state.inputs.items():
        if now.get(name, version) >= version:
            continue
        made = newest(name)
        if made is None or made.started_at <= state.started_at or made.output_version > now[name]:
            raise UsageError(
                f"{table} was built from {name}, which has been taken away since; build that again too, or add "
                f"--rebuild-from-less {table} to build it from what is there."
            )
