"""Pages for people who look: a folder that opens from disk, made of published tables and the ledger only."""
