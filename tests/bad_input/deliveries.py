"""What partners get wrong, as files of one landing folder, and what a user finds after a run over it."""

import gzip
import hmac
from dataclasses import dataclass

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.vault.derived import Keys
from gcrm.vault.keys import secret

HEADER = "receipt,position,customer,sold_at,price\n"
GOOD = HEADER + (
    "r1,1,karte-4711,2018-01-02 10:00:00,10.00\n"
    "r1,2,karte-4711,2018-01-02 10:00:00,5.50\n"
    "r2,1,,2018-01-03 11:00:00,3.00\n"
)
FILES = {
    "s01_good.csv": GOOD,
    "s02_encoding.csv": (HEADER + "r2,2,karte-Jürgen,2018-01-02 10:00:00,1.00\n").encode("latin-1"),
    "s03_separator.csv": HEADER.replace(",", ";") + "r3;1;karte-3;2018-01-02 10:00:00;3.00\n",
    "s04_truncated.csv.gz": gzip.compress((HEADER + "r4,1,karte-4,2018-01-02 10:00:00,4.00\n" * 50).encode())[:-30],
    "s05_missing.csv": "receipt,position,customer,sold_at\nr5,1,karte-5,2018-01-02 10:00:00\n",
    "s06_extra.csv": "Till No," + HEADER + "7,r6,1,karte-6,2018-01-02 10:00:00,6.00\n",
    "s07_recased.csv": "PRICE,Sold At,Customer,POSITION, Receipt\n7.00,2018-01-02 10:00:00,karte-7,1,r7\n",
    "s08_values.csv": HEADER
    + "r8,1,karte-8,2018-02-30 10:00:00,8.00\n"
    + 'r8,2,karte-8,2018-02-20 10:00:00,"8,50"\n'
    + "r8,3,karte-8,2018-02-20 10:00:00,0.00\n"
    + "r8,4,karte-8\n"
    + ",5,karte-8,2018-02-20 10:00:00,8.50\n"
    + "r8,6,karte-8,2018-02-20 10:00:00,8.60\n",
    "s09_duplicates.csv": HEADER
    + "r9,1,karte-9,2018-03-01 10:00:00,9.00\n" * 2
    + "r9,2,karte-9,2018-03-01 10:00:00,1.00\n"
    + "r9,2,karte-9,2018-03-01 10:00:00,2.00\n"
    + "r1,2,karte-4711,2018-01-02 10:00:00,5.60\n",
    "s10_empty.csv": "",
    "s11_grows.csv": HEADER + "r11,1,karte-11,2018-04-01 10:00:00,11.00\nr11,2,karte-11,2018-04-01 10:00:00,oops\n",
    "s12_again.csv": GOOD,
    "s13_header.csv": HEADER,
}
GROWN = HEADER + (
    "r11,1,karte-11,2018-04-01 10:00:00,11.00\n"
    "r11,2,karte-11,2018-04-01 10:00:00,12.00\n"
    "r11,3,karte-11,2018-04-02 10:00:00,13.00\n"
)
AMOUNTS = [
    ("r1", 1, "10.00"), ("r1", 2, "5.60"), ("r11", 1, "11.00"), ("r2", 1, "3.00"), ("r6", 1, "6.00"), ("r7", 1, "7.00"),
    ("r8", 6, "8.60"), ("r9", 1, "9.00"),
]  # fmt: skip


@dataclass(frozen=True)
class State:
    """What a user finds in the lakehouse after a run."""

    result: object
    deliveries: dict
    sales: list
    quarantine: dict
    steps: dict
    versions: dict

    @property
    def landed(self):
        return self.steps["vault.till_sales"]

    @property
    def built(self):
        return self.steps["silver.transactions"]


def _sales(lake):
    """Basket lines, by the receipts that their hashes stand for."""
    key = Keys("corner", lambda: secret(lake.vault, True), lambda: b"").thing("transaction_id")
    named = {hmac.digest(key, f"r{n}".encode(), "sha256")[:16].hex(): f"r{n}" for n in range(100)}
    rows = lake.read(TRANSACTIONS).selectExpr("transaction_id", "line", "string(amount)")
    return sorted(((named[one], line, amount) for one, line, amount in plain(rows)), key=repr)


def state(spark, result, lakehouse):
    lake = Lakehouse(spark, str(lakehouse))
    newest = lake.read(RUNS).orderBy("started_at", ascending=False).first()["run_id"]
    steps = lake.read(STEPS).filter(f"run_id = '{newest}'").collect()
    refused = lake.read(QUARANTINE).collect()
    return State(
        result,
        {(d["file"], d["revision"]): d for d in lake.read(DELIVERIES).collect()},
        _sales(lake),
        {(row["table_name"], row["file"], row["line"]): row for row in refused},
        {row["table_name"]: row for row in steps},
        {table.name: lake.version(table) for table in (TRANSACTIONS, QUARANTINE, DELIVERIES)},
    )
