"""One file a command. Its `COMMAND` is found by its folder: nothing else is registered."""
