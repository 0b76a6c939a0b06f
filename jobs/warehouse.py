"""spark-submit jobs/warehouse.py --coalition X --landing DIR --lakehouse DIR: dates, history, monthly cells."""

from gcrm.cli.main import main

main("run", "--job", "warehouse")
