"""What posts are about: topics of each language as tables, and each post's topic."""

from gcrm.silver.texts import JOB

__all__ = ["JOB"]
