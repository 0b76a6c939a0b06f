"""What arrived, what was refused, and what the last run did."""
