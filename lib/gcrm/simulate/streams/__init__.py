"""What is delivered beside basket lines: one file a stream."""
