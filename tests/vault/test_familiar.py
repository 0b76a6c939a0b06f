"""A feed's author who declares a card nowhere: its values are known, and the column is named."""

import pytest

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.core.contracts.table import SOURCE, Field, Raw
from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.sources.spec import FileSpec
from gcrm.vault.familiar import register, sentences

pytestmark = [pytest.mark.tables, pytest.mark.core]

FILES = {
    "people": FileSpec("p*.csv", "csv", ("card", "mail", "born"), ("card",), ("card", "mail", "born")),
    "sales": FileSpec("s*.csv", "csv", ("receipt", "customer", "paid", "day", "shop"), ("receipt",)),
}
RAW = Raw("members", (Field("member_id", "string", "Member", pii="pseudonym"), Field("age_band", "string", "Age")))
SQL = {"members": "SELECT card AS member_id, born AS age_band, _source FROM people"}
FEED = Feed("club", FeedSpec("Club", FILES, "club"), SQL, "feeds/club")


def put(lake, file, *rows):
    table = FEED.table(file)
    lake.create(table)
    kinds = ", ".join(f"{name} string" for name in FILES[file].fields)
    given = [(*row, None, None, ("x.csv", 1, i)) for i, row in enumerate(rows)]
    frame = small(
        lake.spark, f"{kinds}, _extra map<string,string>, _problem string, {SOURCE.name} {SOURCE.type}", given
    )
    lake.append(table, frame, "x", 1, {})


def test_a_plain_column_that_holds_keys_of_people_is_named(spark, tmp_path):
    raws = {"members": RAW}
    assert [(table.name, names) for table, names in register([FEED], raws)] == [("vault.club_people", ("card", "mail"))]
    lake = Lakehouse(spark, str(tmp_path / "lake"))
    people = [(f"karte-{i}", f"m{i}@x.org", f"1980-01-0{i}") for i in range(1, 9)]
    put(lake, "people", *people)
    put(lake, "sales", *[(f"r{i}", f"karte-{i}", "12.50", "1980-01-01", "shop-1") for i in range(1, 9)])
    assert sentences(lake, [FEED], raws, ["silver.sales"]) == []
    assert sentences(lake, [FEED], raws, ["bronze.club_sales"]) == [
        "bronze.club_sales.customer holds 8 values that the vault knows people by, among 1,000 rows; declare it "
        "'personal' in feed.yml."
    ]
