"""spark-submit jobs/sales.py --coalition X --landing DIR --lakehouse DIR: sales by partner and region."""

from gcrm.cli.main import main

main("run", "--job", "sales")
