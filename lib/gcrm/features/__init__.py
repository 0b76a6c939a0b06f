"""One row per member or area at a date: what models and people look at."""
