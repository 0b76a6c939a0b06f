"""One row per member or area at a date: what models and people look at."""

from gcrm.core.contracts.job import Job

JOB = Job("features", "one row per member and area")
