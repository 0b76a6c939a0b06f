"""What was delivered, as text, with file and line; made from configuration alone."""
