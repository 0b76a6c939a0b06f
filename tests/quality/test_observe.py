"""What is counted of a stored table, without Spark and by it: the same."""

from datetime import date

import pytest
from tests.quality.contracts import AREAS, SALES

from gcrm.core.contracts.table import References, Rows, Unique
from gcrm.core.testing import rows
from gcrm.quality import observe
from gcrm.quality.observe import Question, observed

SOLD = (
    {"sale_id": "a", "line": 1, "area_id": "north", "sold_on": date(2018, 1, 1)},
    {"sale_id": "a", "line": 1, "area_id": "atlantis", "sold_on": date(2018, 1, 3)},
    {"sale_id": "b", "line": 2, "area_id": None, "sold_on": date(2062, 1, 1)},
)
ASKED = Question(
    SALES,
    (Unique(("sale_id", "line")), Unique(("line",))),
    (References("area_id", AREAS),),
    rows=(Rows(),),
    day="sold_on",
    until=date(2018, 1, 4),
)


@pytest.fixture
def sold(lake, spark):
    lake.replace(AREAS, rows(spark, AREAS, {"area_id": "north"}), {})
    lake.replace(SALES, rows(spark, SALES, *SOLD), {})
    return lake


@pytest.mark.parametrize("most", [10, 2], ids=["without Spark", "by Spark"])
def test_everything_is_counted_at_once(sold, monkeypatch, most):
    monkeypatch.setattr(observe, "MOST_ROWS", most)
    answers = observed(ASKED, sold, None)
    assert {name: answers[name] for name in answers if name != "newest"} == {
        "repeats_0": 1,
        "repeats_1": 1,
        "given_0": 2,
        "lost_0": 1,
        "rows": 3,
    }
    assert answers["newest"] == date(2018, 1, 3), "a till whose clock is years ahead does not make the table new"


def test_of_a_large_table_only_the_news_is_looked_at(sold, spark, monkeypatch):
    monkeypatch.setattr(observe, "MOST_ROWS", 2)
    before = sold.version(SALES)
    more = {"sale_id": "c", "line": 1, "area_id": "nowhere", "sold_on": date(2018, 1, 2)}
    rows(spark, SALES, more).write.format("delta").mode("append").save(sold.path(SALES))
    answers = observed(ASKED, sold, (before, before + 1))
    assert (answers["given_0"], answers["lost_0"], answers["repeats_0"]) == (1, 1, 0)
    assert (answers["rows"], answers["newest"]) == (4, date(2018, 1, 3)), "rows and days are those of the whole table"


def test_in_a_table_that_is_not_there_nothing_is_found(lake, spark):
    lake.replace(SALES, rows(spark, SALES, *SOLD), {})
    answers = observed(Question(SALES, found=(References("area_id", AREAS),)), lake, None)
    assert (answers["given_0"], answers["lost_0"]) == (2, 2)
