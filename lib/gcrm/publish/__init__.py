"""The only door out: what leaves here has passed the privacy gate."""

from gcrm.marts import JOB

__all__ = ["JOB"]
