"""Readers of what partners deliver: text in, text out, with the file and line that every row came from."""
