"""Sales of the category that a trend's posts name, against those of all others."""

import random
from datetime import date, timedelta

import pytest

from gcrm.core.testing import rows, same
from gcrm.marts import trend_sales
from gcrm.marts.trends import TRENDS
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.category_days import CATEGORY_DAYS

START, WEEKS, BEGINS, LAG = date(2018, 1, 1), 40, 18, 4
SETTINGS = trend_sales.Settings()
KNOWN = {"named_partners": [], "named_at": [], "partners": [], "urls": [], "emoji": [], "hashtags": []}


def post(post_id, week, text, *categories):
    day = START + timedelta(weeks=week)
    return KNOWN | {"post_id": post_id, "posted_at": f"{day} 10:00:00", "text": text, "categories": list(categories)}


def sold(category, week, n):
    return {"category": category, "business_date": str(START + timedelta(weeks=week, days=2)), "n_bought": n}


@pytest.fixture(scope="module")
def given(spark):
    rng, posts = random.Random(1), []
    for week in range(WEEKS):
        posts += [post(f"{week}-{i}", week, "some bread", "bread") for i in range(20)]
        if week >= BEGINS:
            posts += [post(f"s{week}-{i}", week, "barefoot shoes", *["shoes"][: i < 4]) for i in range(5)]
            posts += [post(f"n{week}-{i}", week, "rooftop nights") for i in range(5)]
    sales = [sold(f"c{i:02}", week, rng.randrange(950, 1050)) for i in range(25) for week in range(WEEKS)]
    sales += [sold("shoes", week, rng.randrange(95, 105) * (2 if week >= BEGINS + LAG else 1)) for week in range(WEEKS)]
    trends = [{"term": term, "area_id": "all", "week": "2018-06-04"} for term in ("barefoot shoes", "rooftop nights")]
    return rows(spark, TRENDS, *trends), rows(spark, POST_TEXTS, *posts), rows(spark, CATEGORY_DAYS, *sales)


def test_the_category_that_most_posts_name_follows_after_its_lag(given):
    (row,) = trend_sales.build(*given, SETTINGS).collect()
    assert (row.term, row.category, row.named_share) == ("barefoot shoes", "shoes", 0.8)
    assert (row.lag_weeks, row.follows, row.n_categories) == (LAG, True, 26)
    assert row.sales_rise == pytest.approx(1.0, abs=0.1)


def test_without_sales_it_is_told_that_nothing_is_known(spark, given):
    trends, texts, _ = given
    built = trend_sales.build(trends, texts, rows(spark, CATEGORY_DAYS), SETTINGS)
    same(built, [("shoes", None, None, 0)], "category", "lag_weeks", "follows", "n_categories")


def test_without_trends_there_is_nothing(spark, given):
    same(trend_sales.build(rows(spark, TRENDS), *given[1:], SETTINGS), [])


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="most_lag 0 or more"):
        trend_sales.Settings(most_lag=-1)
