"""What was delivered, as text, with file and line; made from configuration alone."""

from gcrm.core.contracts.job import Job

JOB = Job("ingest", "files to bronze, vault and silver")
