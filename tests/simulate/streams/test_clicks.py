"""Sessions in the online mall: those that end in an order carry its receipt, the others come as often as configured."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.simulate.coalition import DAYS, told, true_frame
from tests.simulate.conftest import CONF
from tests.simulate.likelihood import near

from gcrm.simulate.brands import first
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span
from gcrm.simulate.streams.clicks import MALL, STREAM, Clicks
from gcrm.simulate.world import load


@pytest.fixture(scope="module")
def sessions(zone):
    return told(zone, "clicks/*.jsonl")


@pytest.fixture(scope="module")
def ordered(sessions):
    return sessions["receipt"].notna()


@pytest.fixture(scope="module")
def mall(scene):
    return first(scene.brands, MALL)


def test_each_order_is_a_session_and_carries_the_receipt_of_its_visit(zone, sessions, ordered, mall):
    visits = true_frame(zone, "visits").query(f"brand == {mall.index} and 0 <= day < {DAYS}")
    receipts = {f"{mall.partner_id}-{visit % 2**64:x}" for visit in visits["visit"]}
    assert len(receipts) > 100
    assert set(sessions.loc[ordered, "receipt"]) == receipts
    assert sessions["session"].is_unique
    assert sessions.loc[ordered, "has_cart"].all()
    assert sessions.loc[ordered, "account"].notna().all()


def test_sessions_without_an_order_are_as_many_as_members_rates_lead_to(zone, scene, ordered, mall):
    habits = true_frame(zone, "repertoires").query(f"brand == {mall.index}")
    days = (np.minimum(habits["left_day"], DAYS) - habits["joined_day"]).clip(lower=0)
    expected = (habits["rate"] * scene.world.clicks.browses * days / 7).sum()
    assert near((~ordered).sum(), expected, np.sqrt(expected))


@pytest.mark.parametrize(("column", "rate"), [("has_cart", "cart_rate"), ("account", "logged_in_rate")])
def test_carts_and_accounts_are_as_frequent_as_configured(scene, sessions, ordered, column, rate):
    others = sessions[~ordered]
    found = others[column] if column == "has_cart" else others[column].notna()
    share = getattr(scene.world.clicks, rate)
    assert near(found.mean(), share, np.sqrt(share * (1 - share) / len(others)))


def test_who_orders_looks_at_more_pages(sessions, ordered):
    assert sessions["pages"].min() >= 1
    assert sessions.loc[ordered, "pages"].mean() > 1.5 * sessions.loc[~ordered, "pages"].mean()


def test_an_account_is_the_card_of_a_member_with_one_visitor_and_no_other(zone, sessions):
    cards = set(true_frame(zone, "members")["card"])
    known = sessions.dropna(subset="account")
    assert set(known["account"]) <= cards
    assert known.groupby("account")["visitor"].nunique().max() == 1
    assert known.groupby("visitor")["account"].nunique().max() == 1


def test_a_session_stands_in_the_file_of_its_day_in_order(zone, sessions):
    assert (sessions["started_at"].str[:10] == sessions["file_date"]).all()
    for path in zone.glob("clicks/*.jsonl"):
        begun = [json.loads(line)["started_at"] for line in path.read_text().splitlines()]
        assert begun == sorted(begun), path
    assert pd.to_datetime(sessions["started_at"]).notna().all()


def test_without_a_mall_there_are_no_sessions(tmp_path):
    world = load(CONF, ["partners.n=10"])
    assert MALL not in world.present_lines
    span = Span(None, Scene(world, 7, 300), tmp_path, 0, 7)
    assert list(STREAM.made(span, replace(Clicks(), browses=5.0))) == []
