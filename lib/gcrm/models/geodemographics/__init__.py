"""Classes of areas by who lives in them and how: what is published about places, in a few kinds of place."""

from gcrm.core.contracts.job import Job

JOB = Job("geodemographics", "kinds of place")
