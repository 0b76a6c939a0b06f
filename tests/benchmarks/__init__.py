"""Measurements that back what is said of speed: ratios of things done side by side in one run, kept as JSON."""
