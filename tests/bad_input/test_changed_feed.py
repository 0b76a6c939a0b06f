"""A feed that changes after its files were taken: a plan says what follows, and nothing is built from less unasked."""

import pytest
from tests.corner import FEED

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import same
from gcrm.silver.transactions import TRANSACTIONS

HEADER = "receipt,position,customer,sold_at,price,tip\n"


@pytest.fixture(scope="module")
def corner(open_corner, tmp_path_factory):
    """Two files, taken before their last column was declared."""
    corner = open_corner(tmp_path_factory.mktemp("corner"))
    corner.put("s1.csv", f"{HEADER}r1,1,c1,2018-01-15 10:00:00,5.00,0.50\n")
    corner.put("s2.csv", f"{HEADER}r2,1,c2,2018-01-16 10:00:00,7.00,0.70\n")
    assert corner.run().code == 0
    return corner


def planned(corner, *more):
    """Table to why it would be brought up to date."""
    where = ["--lakehouse", str(corner.lakehouse), "--only", "vault.*", "silver.transactions"]
    lines = corner.gcrm("plan", *where, *more).out.splitlines()
    tables = [line.split()[1] for line in lines[1:] if line[:3].strip().isdigit()]
    return dict(zip(tables, [line.removeprefix("     why    ") for line in lines if "  why  " in line], strict=True))


@pytest.mark.sequences
@pytest.mark.core
def test_a_plan_says_why_and_the_run_asks_before_it_builds_from_less(corner, spark):
    nothing = {"vault.till_sales": "up to date", "silver.transactions": "up to date"}
    assert planned(corner) == planned(corner, "--landing", str(corner.landing)) == nothing

    corner.configure("coalitions/corner/feeds/till/feed.yml", FEED.replace("price]", "price, tip]"))
    expected = {
        "vault.till_sales": "column tip is new",
        "silver.transactions": "columns of vault.till_sales changed; vault.till_sales will have news",
    }
    assert planned(corner) == expected

    (corner.landing / "s2.csv").unlink()
    refused = corner.run()
    assert (refused.code, len(refused.complaints)) == (2, 1)
    assert "gcrm: vault.till_sales is to be read again (column tip is new), but 1 of the files" in refused.err
    assert planned(corner) == expected, "nothing was changed"

    unknown = corner.run("--rebuild-from-less", "vault.till_sale")
    assert (unknown.code, len(unknown.complaints)) == (2, 1)
    assert "No table matches 'vault.till_sale'; there are vault.till_sales" in unknown.err

    done = corner.run("--rebuild-from-less", "vault.till_sales")
    assert done.code == 0
    assert "(column tip is new)" in done.out
    assert planned(corner) == nothing
    lake = Lakehouse(spark, str(corner.lakehouse))
    same(lake.read(TRANSACTIONS), [(corner.thing("r1"),), (corner.thing("r2"),)], "transaction_id")
    tips = spark.read.format("delta").load(f"{lake.vault}/till_sales").select("_source.file", "tip")
    same(tips, [("s1.csv", "0.50"), ("s2.csv", None)])
