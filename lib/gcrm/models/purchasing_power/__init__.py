"""Purchasing power of areas: direct estimates, an area-level model, and what the two together say."""

from gcrm.core.contracts.job import Job

JOB = Job("purchasing_power", "Fay-Herriot estimates of areas")
