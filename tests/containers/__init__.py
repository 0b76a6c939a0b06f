"""The containers of docker/, built and run for real."""
