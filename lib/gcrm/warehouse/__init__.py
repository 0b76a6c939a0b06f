"""The star schema: what happened, by member, store and day, ready for questions."""
