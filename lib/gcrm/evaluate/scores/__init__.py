"""What a run is compared in: one file is one score."""
