"""Which tables a job brings up to date: what spark-submit runs, and what a scheduler orders."""

from gcrm.core.errors import UsageError, unknown

JOBS: dict[str, tuple[str, ...]] = {
    "ingest": ("bronze.*", "vault.*", "silver.*"),
    "warehouse": ("warehouse.*",),
    "features": ("features.*",),
    "segments": ("models.segment_*", "marts.portraits"),
    "purchasing_power": ("models.area_*", "models.member_power_variances", "marts.*_power"),
    "sales": ("marts.sales_changes",),
    "publish": ("publish.*",),
}


def patterns(job: str) -> tuple[str, ...]:
    """Patterns of the job's tables; raises UsageError for a job that is not there."""
    if job not in JOBS:
        raise UsageError(unknown("job", job, JOBS))
    return JOBS[job]
