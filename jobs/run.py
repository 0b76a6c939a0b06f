"""spark-submit jobs/run.py --coalition X --landing DIR --lakehouse DIR [--job NAME ...]: several jobs in one go."""

from gcrm.cli.main import main

main("run")
