"""Why tables would be brought up to date, from what a run left and what has come since."""

import shutil

import pytest

from gcrm.cli.project import assemble
from gcrm.cli.why import whys
from gcrm.core.storage.far_looks import FarLooks
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.looks import Looks

TABLES = ("vault.till_sales", "silver.transactions", "silver.partners")


@pytest.fixture
def told(ran):
    """Table to the reasons, with these settings over the configuration and these files delivered."""

    def of(*sets, landing=ran.corner.landing, lake=None):
        project = assemble(ran.corner.conf, "corner", "local", list(sets), landing, lambda: b"")
        steps = [step for step in project.steps if step.output.name in TABLES]
        root = ran.corner.lakehouse
        found = whys(project, steps, FarLooks(lake, project.tables) if lake else Looks(root, root / "vault"))
        return found.reasons

    return of


def test_what_is_up_to_date_has_none_and_what_was_never_built_says_so(told):
    assert told() == {"vault.till_sales": [], "silver.transactions": [], "silver.partners": ["never built"]}


def test_a_new_file_is_counted_and_who_reads_it_follows(told, ran, tmp_path):
    landing = shutil.copytree(ran.corner.landing, tmp_path / "landing")
    (landing / "s4.csv").write_text("receipt,position,customer,sold_at,price\nr9,1,,2018-01-04 10:00:00,1.00\n")
    found = told(landing=landing)
    assert found["vault.till_sales"] == ["1 new file"]
    assert found["silver.transactions"] == ["vault.till_sales will have news"]


def test_spark_says_the_same_of_tables_that_are_far(told, ran, spark, tmp_path):
    landing = shutil.copytree(ran.corner.landing, tmp_path / "landing")
    (landing / "s4.csv").write_text("receipt,position,customer,sold_at,price\nr9,1,,2018-01-04 10:00:00,1.00\n")
    lake = Lakehouse(spark, str(ran.corner.lakehouse))
    assert told(lake=lake) == told()
    assert told(landing=landing, lake=lake) == told(landing=landing)


def test_nothing_is_written_by_asking(told, ran):
    before = ran.lines("tables")
    told()
    assert ran.lines("tables") == before
