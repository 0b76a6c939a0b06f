"""Small-area estimation and clustering on numpy arrays: the solvers that run after Spark has reduced the data."""
