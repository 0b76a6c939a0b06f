"""The only door out: what leaves here has passed the privacy gate."""

from gcrm.core.contracts.job import Job

JOB = Job("publish", "through the privacy gate")
