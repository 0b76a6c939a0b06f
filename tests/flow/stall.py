"""A coalition of one market stall, a handful of members and three months: files by day, configuration, and its runs."""

import contextlib
import io
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from gcrm.cli import main

BASE = """as_of: {table: silver.transactions, field: business_date}
spark: {spark.sql.shuffle.partitions: "1"}
tables: {}
"""
FEED = """partner: Stall
namespace: stall
files:
  sales:
    path: "sales-*.csv"
    format: csv
    columns: [receipt, position, card, sold_at, shelf, price, method]
    key: [receipt, position]
    personal: [card]
  cards:
    path: "cards-*.csv"
    format: csv
    columns: [card, since, age]
    key: [card, since]
    personal: [card]
selects:
  transactions: {by: [receipt]}
  payments: {by: [receipt]}
  members: {by: []}
"""
TRANSACTIONS = """SELECT receipt AS transaction_id, position AS line, card AS member_id, 'stall' AS partner_id,
  NULL AS store_id, NULL AS product_id, shelf AS category, 'settled' AS state, sold_at, 1 AS quantity, price AS amount,
  NULL AS discount, _source
FROM sales
"""
PAYMENTS = """SELECT receipt AS transaction_id, 1 AS sequence, card AS member_id, sold_at AS paid_at, method,
  1 AS instalments, price AS amount, _source
FROM sales WHERE position = '1'
"""
MEMBERS = """SELECT card AS member_id, since AS valid_from, NULL AS place_name, NULL AS region_code,
  NULL AS postal_code, age AS age_band, NULL AS sex, NULL AS household_size, NULL AS income_band, _source
FROM cards
"""
FIRST, LAST = date(2018, 1, 2), date(2018, 3, 14)
SALES, CARDS = "receipt,position,card,sold_at,shelf,price,method\n", "card,since,age\n"
CHAIN = ("vault.*", "silver.*", "warehouse.member_*", "features.*", "models.segment_*")


def days(since: date = FIRST, until: date = LAST) -> list[date]:
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


def lines(day: date) -> list[str]:
    """Two baskets a day, of members that come round; some of two lines."""
    n = (day - FIRST).days
    made = []
    for basket in (0, 1):
        card, shelf = f"card-{(n * (basket + 2) + basket) % 7}", ("fruit", "bread", "fish")[(n + basket) % 3]
        method = ("cash", "debit_card")[(n + basket) % 2]
        hour = 7 + (n * 5 + basket * 3) % 17
        for position in range(1, 2 + n % 2):
            price = f"{3 + (n * 7 + basket * 11 + position) % 23}.{10 + n % 80}"
            made.append(f"r{n}-{basket},{position},{card},{day} {hour:02d}:59:30,{shelf},{price},{method}")
    return made


class Stall:
    """Folders of the coalition, and the commands over them."""

    def __init__(self, root: Path) -> None:
        self.conf, self.landing, self.lakehouse = root / "conf", root / "landing", root / "lakehouse"
        self.landing.mkdir(parents=True)
        feed = "coalitions/stall/feeds/stall"
        texts = {"transactions": TRANSACTIONS, "payments": PAYMENTS, "members": MEMBERS}
        for path, text in {
            "base.yml": BASE,
            "env/local.yml": "workers: 3\n",
            "coalitions/stall/coalition.yml": "name: Stall\ncurrency: EUR\nlanguages: [en]\n",
            f"{feed}/feed.yml": FEED,
            **{f"{feed}/{name}.sql": text for name, text in texts.items()},
        }.items():
            (self.conf / path).parent.mkdir(parents=True, exist_ok=True)
            (self.conf / path).write_text(text)

    def deliver(self, name: str, rows: Iterable[str]) -> None:
        (self.landing / f"sales-{name}.csv").write_text(SALES + "".join(f"{row}\n" for row in rows))

    def state(self, name: str, rows: Iterable[str]) -> None:
        (self.landing / f"cards-{name}.csv").write_text(CARDS + "".join(f"{row}\n" for row in rows))

    def run(self, *more: str, only: Iterable[str] = CHAIN) -> tuple[int, str, str]:
        """Exit code, and what was said."""
        where = ["--coalition", "stall", "--conf", str(self.conf), "--landing", str(self.landing)]
        given = ["run", *where, "--lakehouse", str(self.lakehouse), "--only", *only, *more]
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            code = main.run(given)
        return code, out.getvalue(), err.getvalue()
