"""YAML to frozen dataclasses, strictly; the only importer of yaml."""
