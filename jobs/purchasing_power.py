"""spark-submit jobs/purchasing_power.py --coalition X --landing DIR --lakehouse DIR: Fay-Herriot estimates of areas."""

from gcrm.cli.main import main

main("run", "--job", "purchasing_power")
