"""spark-submit jobs/ingest.py --coalition X --landing DIR --lakehouse DIR: files to bronze, vault and silver."""

from gcrm.cli.main import main

main("run", "--job", "ingest")
