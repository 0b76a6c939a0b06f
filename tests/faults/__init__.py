"""What breaks while a run goes on, done for real; afterwards the tables are those of a run that nothing disturbed."""
