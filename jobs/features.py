"""spark-submit jobs/features.py --coalition X --landing DIR --lakehouse DIR: one row per member and area."""

from gcrm.cli.main import main

main("run", "--job", "features")
