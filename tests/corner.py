"""A coalition with one till: configuration, landing folder and lakehouse, driven as a user drives them."""

import contextlib
import hmac
import io
from dataclasses import dataclass
from pathlib import Path

from gcrm.cli import main
from gcrm.vault.derived import Keys
from gcrm.vault.keys import secret

BASE = """as_of: {table: silver.transactions, field: business_date}
spark: {spark.sql.shuffle.partitions: "1"}
tables: {}
"""
COALITION = """name: Corner
currency: EUR
languages: [de]
"""
FEED = """partner: Till
namespace: till
files:
  sales:
    path: "s*.csv*"
    format: csv
    columns: [receipt, position, customer, sold_at, price]
    key: [receipt, position]
    personal: [customer]
selects:
  transactions: {by: [receipt]}
"""
SQL = """-- Every line of a receipt is a line of a basket.
SELECT
  receipt AS transaction_id, position AS line, customer AS member_id, 'corner' AS partner_id, NULL AS store_id,
  NULL AS product_id, NULL AS category, 'settled' AS state, sold_at, 1 AS quantity, price AS amount, NULL AS discount,
  _source
FROM sales
"""


@dataclass(frozen=True)
class Result:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def complaints(self):
        """Lines of the error; never more than the mistakes there are."""
        return self.err.removesuffix("\n").split("\n")


class Corner:
    """Folders of one coalition, and the commands over them."""

    def __init__(self, root: Path) -> None:
        self.conf, self.landing, self.lakehouse = root / "conf", root / "landing", root / "lakehouse"
        self.landing.mkdir()
        self.configure("base.yml", BASE)
        self.configure("env/local.yml", "workers: 2\n")
        self.configure("coalitions/corner/coalition.yml", COALITION)
        self.configure("coalitions/corner/feeds/till/feed.yml", FEED)
        self.configure("coalitions/corner/feeds/till/transactions.sql", SQL)

    def configure(self, path: str, text: str) -> None:
        (self.conf / path).parent.mkdir(parents=True, exist_ok=True)
        (self.conf / path).write_text(text, encoding="utf-8")

    def thing(self, given: str, column: str = "transaction_id") -> str:
        """The keyed hash that stands for an id in the tables of its lakehouse."""
        vault = str(self.lakehouse / "vault")
        key = Keys("corner", lambda: secret(vault, True), lambda: b"").thing(column)
        return hmac.digest(key, given.encode(), "sha256")[:16].hex()

    def put(self, name: str, content: str | bytes) -> None:
        (self.landing / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def gcrm(self, command: str, *more: str, coalition: str = "corner") -> Result:
        """Any command line, in this process: the session that the tests share is the one it finds."""
        given = [command, "--coalition", coalition, "--conf", str(self.conf), *more]
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            code = main.run(given)
        return Result(code, out.getvalue(), err.getvalue())

    def run(self, *more: str) -> Result:
        """Files to transactions."""
        where = ["--landing", str(self.landing), "--lakehouse", str(self.lakehouse)]
        return self.gcrm("run", *where, "--only", "vault.*", "silver.transactions", *more)
