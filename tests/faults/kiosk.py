"""A coalition of one partner, small enough to be run dozens of times: what it delivers, and its configuration."""

import gzip
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

from tests.conftest import REPOSITORY

COLUMNS = ("receipt", "card", "sold", "shop", "article", "pieces", "paid")
FEED = """
partner: Kiosk
namespace: kiosk
files:
  lines:
    path: kiosk/*.csv.gz
    format: csv
    options: {sep: ";"}
    columns: [receipt, card, sold, shop, article, pieces, paid]
    personal: [card]
  stock:
    path: stock/*.parquet
    format: parquet
    columns: [article, shelf]
selects:
  transactions: {by: [receipt]}
"""
TRANSACTIONS = """
SELECT concat('kiosk-', receipt) AS transaction_id,
       row_number() OVER (PARTITION BY receipt ORDER BY _source) AS line, card AS member_id, 'kiosk' AS partner_id,
       shop AS store_id, article AS product_id, NULL AS category, 'settled' AS state,
       try_to_timestamp(sold, 'dd.MM.yyyy HH:mm') AS sold_at, pieces AS quantity, paid AS amount, NULL AS discount,
       _source
FROM lines
"""
FIRST = date(2026, 3, 1)
TABLES = ("vault.*", "bronze.*", "silver.transactions", "warehouse.member_months")


def configure(folder: Path) -> Path:
    """The configuration folder of the repository, with the coalition `kiosk` in it."""
    shutil.copytree(REPOSITORY / "conf", folder, ignore=shutil.ignore_patterns("brazil", "grocer", "demo"))
    coalition = folder / "coalitions" / "kiosk"
    feed = coalition / "feeds" / "kiosk"
    feed.mkdir(parents=True)
    (coalition / "coalition.yml").write_text("name: Kiosk\ncurrency: EUR\nlanguages: [en]\n")
    (feed / "feed.yml").write_text(FEED)
    (feed / "transactions.sql").write_text(TRANSACTIONS)
    return folder


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def lines(number: int, n: int = 1500, skewed: float = 0.0) -> list[tuple[str, ...]]:
    """A day's lines: returns, anonymous cards, broken amounts among them; `skewed` is the share of one card."""
    rng = random.Random(number)
    made = []
    for position in range(n):
        card = "" if rng.random() < 0.1 else f"C{rng.randrange(400):05d}"
        card = "C00001" if rng.random() < skewed else card
        pieces = rng.choice((1, 1, 1, 2, 3, -1))
        paid = "n/a" if rng.random() < 0.01 else f"{pieces * rng.randrange(50, 900) / 100:.2f}"
        sold = f"{day(number):%d.%m.%Y} {8 + position * 12 // n:02d}:{position % 60:02d}"
        receipt = f"R{number:03d}-{position // 3:05d}"
        made.append((receipt, card, sold, f"S{rng.randrange(5)}", f"A{rng.randrange(200)}", str(pieces), paid))
    return made


def deliver(landing: Path, number: int, header: tuple[str, ...] = COLUMNS, name: str = "", **sizes: float) -> Path:
    """Writes a day's file, whole at once; the same day is the same bytes."""
    path = landing / "kiosk" / (name or f"{day(number):%Y-%m-%d}.csv.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(";".join(row) for row in [header, *lines(number, **sizes)]) + "\n"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path
