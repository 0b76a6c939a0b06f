"""Classes of areas by who lives in them and how: what is published about places, in a few kinds of place."""
