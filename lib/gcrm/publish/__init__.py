"""The only door out: what leaves here has passed the privacy gate."""
