"""spark-submit jobs/segments.py --coalition X --landing DIR --lakehouse DIR: k-means segments and their portraits."""

from gcrm.cli.main import main

main("run", "--job", "segments")
