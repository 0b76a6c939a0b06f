"""spark-submit jobs/publish.py --coalition X --landing DIR --lakehouse DIR: marts, and the privacy gate."""

from gcrm.cli.main import main

main("run", "--job", "publish")
