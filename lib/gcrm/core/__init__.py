"""What knows nothing of the business: contracts, steps, the lakehouse, runs."""
