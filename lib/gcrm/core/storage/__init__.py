"""Sessions, files and Delta tables; the only importer of delta."""
