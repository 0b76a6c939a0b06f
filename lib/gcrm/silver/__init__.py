"""The canonical model: one table per thing in the business, whatever a partner calls it."""

from gcrm.bronze import JOB

__all__ = ["JOB"]
