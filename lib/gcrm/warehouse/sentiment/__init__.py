"""What posts feel: models of sentiment as tables, and each post's and each brand's share in it."""

from gcrm.silver.texts import JOB

__all__ = ["JOB"]
