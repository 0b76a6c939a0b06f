"""Segments of members and what sets them apart."""
