"""What is written in posts: its language, its signs, and whom, what and where it names."""

from gcrm.core.contracts.job import Job

JOB = Job("text", "language, names and tone of posts")
