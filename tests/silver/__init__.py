"""Tests of the canonical tables."""
