"""Checks of whole tables, asked in every run: each is met, warns, or stops what is made of the table."""

import os

# Great Expectations reads it when it is imported, and would else tell its makers that it is used.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
