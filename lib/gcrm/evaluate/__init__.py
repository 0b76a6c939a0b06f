"""Compares a run with the truth of the coalition that was simulated for it."""
