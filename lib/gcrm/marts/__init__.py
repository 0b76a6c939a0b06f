"""What marketing and partners use."""

from gcrm.core.contracts.job import Job

# Of marts that name no job of a model's; what leaves them goes through the gate in the same job.
JOB = Job("publish", "marts, and the privacy gate")
