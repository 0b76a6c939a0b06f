"""Purchasing power of areas: direct estimates, an area-level model, and what the two together say."""
