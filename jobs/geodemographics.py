"""spark-submit jobs/geodemographics.py --coalition X --landing DIR --lakehouse DIR: kinds of place."""

from gcrm.cli.main import main

main("run", "--job", "geodemographics")
