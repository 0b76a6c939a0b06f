"""A coalition with a register of people, tills of several kinds and posts, small enough to be searched byte by byte."""

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.corner import Corner

PEOPLE = {
    "karte-4711": ("Aurelia", "Quastenflosser", "+49 171 5550123", "aurelia.q@example.org"),
    "karte-4712": ("Bertold", "Zwirnsfaden", "+49 171 5550456", "bertold.z@example.org"),
    "karte-4713": ("Cosima", "Drahtverhau", "+49 171 5550789", "cosima.d@example.org"),
}
REGISTER = """partner: Club
namespace: till
files:
  people:
    path: "people/*.csv"
    format: csv
    columns: [Card, Since, Given, Family, Phone, Mail, Sex]
    key: [card, since]
    personal: [card, given, family, phone, mail]
    options: {sep: ";", encoding: latin-1, multiline: true}
  web:
    path: "web/*.jsonl.gz"
    format: jsonl
    columns: [receipt, line, account, at, paid]
    key: [receipt, line]
    personal: [account]
  air:
    path: "air/*.parquet"
    format: parquet
    columns: [receipt, line, traveller, at, paid]
    key: [receipt, line]
    personal: [traveller]
  notes:
    path: "notes/*.csv"
    format: csv
    columns: [note, receipt, said]
    key: [note]
    personal: [said]
selects:
  members: {by: []}
  transactions: {by: [receipt]}
"""
MEMBERS = """SELECT card AS member_id, since AS valid_from, NULL AS place_name, NULL AS region_code,
  NULL AS postal_code, NULL AS age_band, sex, NULL AS household_size, NULL AS income_band, _source
FROM people
"""
SALES = """WITH every AS (
  SELECT receipt, line, account AS who, at, paid, _source FROM web
  UNION ALL SELECT receipt, line, traveller, at, paid, _source FROM air
)
SELECT receipt AS transaction_id, line, who AS member_id, 'club' AS partner_id, NULL AS store_id, NULL AS product_id,
  NULL AS category, 'settled' AS state, at AS sold_at, 1 AS quantity, paid AS amount, NULL AS discount, _source
FROM every
"""
NOTES = """SELECT n.note AS post_id, 'review' AS channel, w.account AS member_id, w.at AS posted_at, 'de' AS language,
  NULL AS title, n.said AS text, NULL AS score, n.receipt AS transaction_id, NULL AS product_id, NULL AS partner_id,
  NULL AS place_name, NULL AS region_code, n._source
FROM notes n LEFT JOIN web w ON w.receipt = n.receipt AND w.line = '1'
"""
TABLES = (
    "vault.*",
    "silver.transactions",
    "silver.members",
    "silver.posts",
    "warehouse.member_months",
    "warehouse.store_days",
)


class Club(Corner):
    """The corner's till beside a register, a web shop, an airline and notes."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        feed = "coalitions/corner/feeds/club"
        texts = {"feed.yml": REGISTER, "members.sql": MEMBERS, "transactions.sql": SALES, "posts.sql": NOTES}
        for name, text in texts.items():
            self.configure(f"{feed}/{name}", text)
        for kind in ("people", "web", "air", "notes"):
            (self.landing / kind).mkdir()

    def everything(self) -> None:
        """Two days of deliveries, with a correction, a repetition and a file that is refused."""
        self.put("s1.csv", till("a", PEOPLE))
        self.put("s2.csv.gz", gzip.compress(till("b", PEOPLE).encode()))
        self.put("s3_repeats.csv", till("a", PEOPLE))
        self.put("s4_refused.csv", till("c", PEOPLE).replace(",", ";"))
        self.put("s5_broken.csv.gz", gzip.compress((till("d", PEOPLE) * 9).encode())[:-9])
        self.put("people/p1.csv", register(PEOPLE))
        self.put("web/w1.jsonl.gz", gzip.compress(web("w", PEOPLE).encode()))
        self.put("air/a1.parquet", air("f", PEOPLE))
        self.put("notes/n1.csv", notes("w", PEOPLE))

    def run(self, *more: str):
        where = ["--landing", str(self.landing), "--lakehouse", str(self.lakehouse)]
        return self.gcrm("run", *where, "--only", *TABLES, *more)

    def forget(self, *who: str):
        return self.gcrm("forget", "--landing", str(self.landing), "--lakehouse", str(self.lakehouse), *who)


def till(name, people):
    """A till's file: two lines a card, one of which is refused; one without a card; one whose columns have shifted."""
    lines = ["receipt,position,customer,sold_at,price"]
    for i, card in enumerate(people):
        lines += [
            f"{name}{i},1,{card},2018-01-{i % 20 + 2:02} 10:00:00,{10 + i}.00",
            f"{name}{i},2,{card},2018-01-02,oops",
        ]
        lines += [f"{name}{i},3,x,{card},2018-01-02 10:00:00,1.00,9"]
    return "\n".join([*lines, f"{name}9,1,,2018-01-03 11:00:00,3.00", ""])


def register(people):
    """The register, where names go on over lines."""
    lines = ["Card;Since;Given;Family;Phone;Mail;Sex"]
    for card, (given, family, phone, mail) in people.items():
        lines.append(f'{card};2018-01-01;{given};"{family}\nvon Ödland";{phone};{mail};female')
    return ("\n".join(lines) + "\n").encode("latin-1")


def web(name, people):
    rows = [
        {"receipt": f"{name}{i}", "line": "1", "account": card, "at": "2018-01-03 09:00:00", "paid": f"{20 + i}.00"}
        for i, card in enumerate(people)
    ]
    broken = [f'{{"receipt": "{name}7", "account": "{card}", ' for card in people]
    return "\n".join([*map(json.dumps, rows), *broken]) + "\n"


def air(name, people):
    rows = [(f"{name}{i}", "1", card, "2018-01-04 09:00:00", f"{30 + i}.00") for i, card in enumerate(people)]
    names, file = ("receipt", "line", "traveller", "at", "paid"), io.BytesIO()
    pq.write_table(pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)}), file)
    return file.getvalue()


def notes(name, people):
    said = [f"{name}n{i},{name}{i},{given} says well" for i, (given, *_) in enumerate(people.values())]
    return "\n".join(["note,receipt,said", *said, ""])
