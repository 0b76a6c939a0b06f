"""G-CRM: from a coalition's files to who to reach, where, and with what."""

__version__ = "0.1.0"
