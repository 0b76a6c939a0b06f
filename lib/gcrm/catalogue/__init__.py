"""What contracts alone yield: the catalogue with its lineage, open data contracts, expectations and Data Docs."""

import os

# Before Great Expectations is imported anywhere below: it would report its use to its makers.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
