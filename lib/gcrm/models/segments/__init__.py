"""Segments of members by what they do: candidates, the choice among them, and who is in which."""

from gcrm.core.contracts.job import Job

JOB = Job("segments", "k-means segments and their portraits")
