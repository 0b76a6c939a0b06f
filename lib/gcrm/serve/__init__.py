"""SQL for people and their tools: read-only, without the vault."""
