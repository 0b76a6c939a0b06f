"""The checks of a table that was built, over real Delta tables."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.quality.contracts import AREAS, SALES

from gcrm.core.contracts.table import SOURCE, Snapshots
from gcrm.core.running.days import Asked
from gcrm.core.running.records import Built, Delivery, Run, StepRecord
from gcrm.core.testing import rows
from gcrm.quality.judge import Judge
from gcrm.quality.settings import Settings, Stale
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.sources.volume import Volume

RUN = Run("r1", "corner", datetime(2018, 1, 9), Asked())
DONE = StepRecord(
    "warehouse.sales", "done", "whole", RUN.started_at, rows_built=4, rows_quarantined=1, output_version=1
)


@pytest.fixture
def sold(lake, spark):
    lake.replace(AREAS, rows(spark, AREAS, {"area_id": "north"}), {})
    day = date(2018, 1, 1)
    given = [{"sale_id": "a", "line": n, "area_id": area, "sold_on": day} for n, area in enumerate(("north", "x", "y"))]
    lake.replace(SALES, rows(spark, SALES, *given), {})
    return lake


def judged(lake, settings=None, undelivered=(), table=SALES, step=DONE, run=RUN, files=()):
    judge = Judge(settings or Settings(), {}, undelivered, (SALES.name, "sold_on"))
    return {v.check_name: v for v in judge.judge(Built(table, (step,), None, True, tuple(files)), lake, run)}


def test_each_check_has_its_verdict(sold):
    found = judged(sold, Settings(stale=Stale(5)))
    assert {name: (verdict.status, verdict.observed) for name, verdict in found.items()} == {
        "refused": ("warned", 0.25),
        "unique: sale_id, line": ("met", 0),
        "found: area_id in silver.areas": ("stopped", pytest.approx(2 / 3)),
        "rows": ("met", 3),
        "stale: sold_on": ("warned", 8),
    }
    assert {(v.run_id, v.table_name, v.version) for v in found.values()} == {("r1", "warehouse.sales", 1)}
    told = "2 of 3 area_id of warehouse.sales name nothing in silver.areas"
    assert found["found: area_id in silver.areas"].told.startswith(told)


def test_files_that_are_all_refused_make_the_run_fail_and_hold_nothing(sold):
    file = Delivery(SALES.name, "till", "1.csv", 1, "refused", 9, RUN.started_at, "f" * 64, "r0")
    for files, status in (([file], "failed"), ([file, replace(file, file="2.csv", status="taken")], "warned")):
        found = judged(sold, files=files)["refused files"]
        assert (found.status, found.warn_beyond, found.stop_beyond) == (status, 0.0, 0.9)


def test_what_nobody_delivers_is_not_asked_for_but_where_rows_say_nothing_without(sold):
    name = "found: area_id in silver.areas"
    assert name not in judged(sold, undelivered=[AREAS.name])
    unique, reference, count = SALES.checks
    always = replace(SALES, checks=(unique, replace(reference, always=True), count))
    assert judged(sold, undelivered=[AREAS.name], table=always)[name].status == "stopped"


def test_as_of_a_past_day_the_age_is_that_of_the_day(sold):
    past = replace(RUN, asked=Asked(days=(date(2018, 1, 2),)))
    assert judged(sold, Settings(stale=Stale(5)), run=past)["stale: sold_on"].observed == 1


def test_delivered_rows_share_no_key_for_the_pass_that_judged_them_kept_one(sold):
    silver = replace(SALES, name="silver.sales", fields=(*SALES.fields, SOURCE), key=("sale_id", "line"), checks=())
    step = replace(DONE, table_name="silver.sales")
    verdict = judged(sold, Settings(stale=Stale(None)), table=silver, step=step)["unique: sale_id, line"]
    assert (verdict.status, verdict.observed) == ("met", 0), "though the table is not there to be asked"


def test_a_few_refused_rows_that_came_as_news_do_not_stop(sold):
    bad = replace(DONE, rows_built=4, rows_quarantined=4)
    assert judged(sold, step=bad)["refused"].status == "stopped"
    built = Built(SALES, (replace(bad, mode="touched"),), 0)
    judge = Judge(Settings(), {}, [AREAS.name], ("silver.other", "day"))
    assert judge.judge(built, sold, RUN)[0].status == "warned"


def test_checks_of_rows_of_files_are_for_tables_that_say_how_many(sold):
    judge = Judge(Settings(), {"bronze.sales": Volume(at_least=1)}, (), (SALES.name, "sold_on"))
    assert judge.reads(SALES) == [AREAS.name]
    bare = replace(SALES, name="bronze.sales", checks=())
    found = judge.judge(Built(bare, (replace(DONE, rows_built=0),)), sold, RUN)
    assert found == [], "no file was ever taken"


def test_of_days_that_stand_side_by_side_those_that_were_built_are_asked(sold, spark):
    days = date(2018, 1, 1), date(2018, 1, 2)
    kept = replace(SALES, name="features.sales", key=("sale_id", "sold_on"), checks=(), load=Snapshots(("sold_on",)))
    sold.replace(kept, rows(spark, kept, *[{"sale_id": "a", "line": n, "sold_on": days[0]} for n in (1, 2)]), {})
    step = replace(DONE, table_name=kept.name, as_of=days[1])
    name = "unique: sale_id, sold_on"
    assert judged(sold, table=kept, step=step)[name].status == "met"
    assert judged(sold, table=kept, step=replace(step, as_of=days[0]))[name].observed == 1


def test_indicators_of_which_nearly_all_name_no_area_stop_also_where_no_areas_are_delivered(sold, spark):
    one = {"indicator": "population", "period": "2018", "unit": "persons", "value": 1.0}
    given = rows(spark, AREA_INDICATORS, *({**one, "area_id": f"a{n}"} for n in range(100)))
    sold.replace(AREA_INDICATORS, given, {})
    step = replace(DONE, table_name=AREA_INDICATORS.name, rows_quarantined=0)
    name = "found: area_id in silver.areas"
    none = judged(sold, table=AREA_INDICATORS, step=step, undelivered=[SILVER_AREAS.name])[name]
    assert (none.status, none.observed) == ("stopped", 1.0)
    some = [{"area_id": f"a{n}", "level": "town", "name": f"A{n}"} for n in range(8)]
    areas = rows(spark, SILVER_AREAS, *some)
    areas.write.format("delta").mode("overwrite").option("overwriteSchema", "true").save(sold.path(SILVER_AREAS))
    found = judged(sold, table=AREA_INDICATORS, step=step)[name]
    told = "92 of 100 area_id of silver.area_indicators name nothing in silver.areas"
    assert (found.status, found.told.partition(":")[0]) == ("stopped", told)
