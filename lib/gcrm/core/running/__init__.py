"""What a run does: take deliveries, read what is new, build, judge, write, and tell."""
