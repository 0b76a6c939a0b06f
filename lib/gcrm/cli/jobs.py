"""The jobs that tables name: which there are, whose tables they bring up to date, and which go before which."""

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from gcrm import bronze
from gcrm.core.contracts.graph import chosen, discover
from gcrm.core.contracts.job import Job
from gcrm.core.contracts.step import AnyStep, Step, job_of
from gcrm.core.contracts.table import ContractError


def every(steps: Iterable[AnyStep] | None = None) -> list[Job]:
    """The jobs of `steps`, by name; of all tables there can be, where none are given.

    Raises ContractError for two jobs of one name.
    """
    named = [bronze.JOB, *map(job_of, discover())] if steps is None else map(job_of, steps)
    found: dict[str, Job] = {}
    for job in named:
        if found.setdefault(job.name, job) != job:
            raise ContractError(f"Two jobs are called '{job.name}': '{found[job.name].doc}' and '{job.doc}'.")
    return [found[name] for name in sorted(found)]


def asked_for(
    steps: Sequence[AnyStep], only: Sequence[str] | None = None, jobs: Sequence[str] | None = None
) -> list[AnyStep]:
    """The steps that `--only` and `--job` ask for, in their order; all where neither is given.

    A coalition may have no table of a job. Raises UsageError for a pattern that matches no table.
    """
    names = set(chosen((step.output.name for step in steps), only or []))
    return [step for step in steps if step.output.name in names and (not jobs or job_of(step).name in jobs)]


def waits_for(steps: Sequence[AnyStep], business_date: str) -> dict[str, list[str]]:
    """For each job of the steps, in an order in which they can run, the jobs whose tables it reads.

    `business_date` names the table that tells the latest business date; who takes the date reads it. Of jobs that do
    not wait for each other, the one that waits for fewer comes first. Raises ContractError for jobs that read each
    other in a circle.
    """
    made_by = {step.output.name: job_of(step).name for step in steps}
    waits: dict[str, set[str]] = {job.name: set() for job in every(steps)}
    for step in steps:
        dated = [business_date] if isinstance(step, Step) and step.wants_as_of else []
        own = made_by[step.output.name]
        waits[own] |= {made_by[table] for table in (*step.tables, *dated) if table in made_by} - {own}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        raise ContractError(f"Jobs read each other's tables in a circle: {' -> '.join(error.args[1])}.") from None
    order = sorted(waits, key=lambda job: (_depth(job, waits), len(waits[job]), job))
    return {job: sorted(waits[job], key=order.index) for job in order}


def _depth(job: str, waits: dict[str, set[str]]) -> int:
    return 1 + max((_depth(other, waits) for other in waits[job]), default=0)
