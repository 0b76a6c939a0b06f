"""Who people are: keys, and the door through which only pseudonyms leave."""

from gcrm.bronze import JOB

__all__ = ["JOB"]
