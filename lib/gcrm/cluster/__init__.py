"""Jobs on YARN: what its machines need, whether they can take a job, and how it is handed over and followed."""
