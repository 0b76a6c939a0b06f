"""Working beginnings of tables, models and sections, each with its test, from a table that they read."""
