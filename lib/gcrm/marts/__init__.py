"""What marketing and partners use."""
