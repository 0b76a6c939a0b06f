"""Which tables a job brings up to date, and which jobs go before it: what spark-submit runs, and a scheduler orders."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter

from gcrm.core.contracts.graph import chosen
from gcrm.core.contracts.step import AnyStep
from gcrm.core.contracts.table import ContractError

JOBS: dict[str, tuple[str, ...]] = {
    "ingest": ("bronze.*", "vault.*", "silver.*"),
    "warehouse": ("warehouse.*",),
    "features": ("features.*",),
    "segments": ("models.segment_*", "marts.portraits"),
    "purchasing_power": ("models.area_*", "models.member_power_variances", "marts.*_power"),
    "sales": ("marts.sales_changes",),
    "publish": ("publish.*",),
}


def of_jobs(jobs: Iterable[str], steps: Sequence[AnyStep]) -> list[AnyStep]:
    """The steps whose tables are these jobs', in their order."""
    wanted = [pattern for job in jobs for pattern in JOBS[job]]
    return [step for step in steps if any(fnmatch(step.output.name, pattern) for pattern in wanted)]


def asked_for(
    steps: Sequence[AnyStep], only: Sequence[str] | None = None, jobs: Sequence[str] | None = None
) -> list[AnyStep]:
    """The steps that `--only` and `--job` ask for, all where neither is given.

    A job may have no table of one of its layers. Raises UsageError for a pattern that matches no table.
    """
    names = set(chosen((step.output.name for step in steps), only or []))
    wanted = of_jobs(jobs, steps) if jobs else steps
    return [step for step in wanted if step.output.name in names]


def waits_for(steps: Sequence[AnyStep], business_date: str) -> dict[str, list[str]]:
    """For each job that has a step, in an order in which they can run, the jobs whose tables it reads.

    `business_date` names the table that tells the latest business date. Raises ContractError for jobs that read each
    other in a circle.
    """
    jobs = {job: of_jobs([job], steps) for job in JOBS}
    made_by = {step.output.name: job for job, own in jobs.items() for step in own}
    # Whoever describes members as of a date asks the transactions for it.
    read = {job: {t for step in own for t in (*step.tables, business_date)} for job, own in jobs.items() if own}
    waits = {job: {made_by[t] for t in tables if t in made_by} - {job} for job, tables in read.items()}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        raise ContractError(f"Jobs read each other's tables in a circle: {' -> '.join(error.args[1])}.") from None
    order = sorted(waits, key=lambda job: (_depth(job, waits), list(JOBS).index(job)))
    return {job: sorted(waits[job], key=order.index) for job in order}


def _depth(job: str, waits: dict[str, set[str]]) -> int:
    return 1 + max((_depth(other, waits) for other in waits[job]), default=0)
