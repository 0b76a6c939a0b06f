"""spark-submit jobs/simulate.py --out DIR --members N --days N --seed N: deliveries of a coalition with known truth."""

from gcrm.cli.main import main

main("simulate")
