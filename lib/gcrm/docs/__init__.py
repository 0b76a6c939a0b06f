"""What the contracts alone yield for readers: catalogue with lineage, open data contracts, expectations and their Data Docs."""
