"""End to end: files to pages."""
