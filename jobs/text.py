"""spark-submit jobs/text.py --coalition X --landing DIR --lakehouse DIR: language, names and tone of posts."""

from gcrm.cli.main import main

main("run", "--job", "text")
