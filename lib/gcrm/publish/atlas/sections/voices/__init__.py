"""What people write: tone over time and by area, terms that rise, what is complained about."""
