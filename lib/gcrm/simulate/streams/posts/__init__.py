"""What people write in blogs and on social networks."""
