"""What tables and steps promise, as plain values; importing them needs no Spark."""
