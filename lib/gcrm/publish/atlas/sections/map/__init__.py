"""The map of purchasing power."""
