"""The star schema: what happened, by member, store and day, ready for questions."""

from gcrm.core.contracts.job import Job

JOB = Job("warehouse", "dates, history, monthly cells")
