"""How a run did against the truth of the coalition that was simulated for it."""
