"""A partner of whom people complain: in which words, at which stores, and whether their sales fall."""

from datetime import date, timedelta

import pytest
from tests.marts.test_brand_sentiment import post

from gcrm.core.testing import rows, same
from gcrm.marts import brand_sentiment, complaints
from gcrm.marts.brand_sentiment import BRAND_SENTIMENT
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.stores import STORES
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.store_days import STORE_DAYS

WEEK = date(2018, 1, 8)
SETTINGS = complaints.Settings()
LATER = 10.0, 5.0  # sales a week of the shop, up to the complaint and after it


def frames(spark, weeks_after):
    pleased = [post(f"a{i}", f"m{i}", "2018-01-03", "positive", aspects=("service",)) for i in range(14)]
    angry = [post(f"b{i}", f"m{i}", "2018-01-10", "negative", aspects=("service",)) for i in range(12)]
    opinions = rows(spark, brand_sentiment.POST_OPINIONS, *pleased, *angry)
    said = [{"post_id": one["post_id"], "text": "the long queue", "posted_at": one["posted_at"]} for one in angry]
    said += [{"post_id": f"c{i}", "text": "the sun shines", "posted_at": "2018-01-10 09:00:00"} for i in range(60)]
    areas = rows(spark, SILVER_AREAS, {"area_id": "n1", "parent_area_id": "r"}, {"area_id": "r", "level": "region"})
    shops = [("s1", "B1", "n1"), ("s2", "B1", None), ("s3", "B2", "n1")]
    days = [
        {"store_id": store, "business_date": str(WEEK + timedelta(weeks=week, days=1)), "amount": amount}
        for week in range(-3, weeks_after + 1)
        for store, amount in (("s1", LATER[week > 0]), ("s2", 10.0), ("s3", 100.0 - LATER[week > 0]))
    ]
    flags = rows(spark, POST_FLAGS)
    texts = rows(spark, POST_TEXTS, *({"hashtags": [], "language": "en", **one} for one in said))
    stores = rows(spark, STORES, *(dict(zip(("store_id", "partner_id", "area_id"), one, strict=True)) for one in shops))
    sentiment = brand_sentiment.build(opinions, flags, areas)
    return sentiment, opinions, flags, areas, texts, stores, rows(spark, STORE_DAYS, *days)


@pytest.fixture(scope="module")
def given(spark):
    return [frame.localCheckpoint() for frame in frames(spark, 5)]


def test_a_complaint_tells_words_stores_and_what_became_of_their_sales(given):
    found = {(row.area_id, row.aspect): row for row in complaints.build(*given, SETTINGS).collect()}
    assert set(found) == {("all", "all"), ("all", "service"), ("r", "all"), ("r", "service")}
    here = found["r", "service"]
    assert (here.partner_id, here.week, here.n_displeased, here.stores) == ("B1", WEEK, 12, ["s1"])
    assert here.terms[0] == "the long queue"
    assert here.sales_after == pytest.approx(-0.5)
    assert (found["all", "service"].stores, found["all", "service"].sales_after) == (["s1", "s2"], pytest.approx(-0.25))


def test_sales_are_not_told_before_four_weeks_have_passed(given):
    few = given[-1].filter(given[-1]["business_date"] < WEEK + timedelta(weeks=4))
    built = complaints.build(*given[:-1], few, SETTINGS)
    assert [row.sales_after for row in built.collect()] == [None] * 4


def test_without_a_fall_there_is_nothing(spark, given):
    same(complaints.build(rows(spark, BRAND_SENTIMENT), *given[1:], SETTINGS), [])


def test_a_term_of_few_accounts_is_never_told():
    with pytest.raises(ValueError, match="accounts must be 10 or more"):
        complaints.Settings(accounts=9)
