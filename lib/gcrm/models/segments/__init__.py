"""Segments of members by what they do: candidates, the choice among them, and who is in which."""
