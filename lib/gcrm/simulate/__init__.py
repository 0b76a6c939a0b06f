"""A coalition with known truth, at any size: who lives where, what they earn, buy and write, and what comes of it."""
