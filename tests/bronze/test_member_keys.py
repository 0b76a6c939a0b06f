"""The columns of which pseudonyms are made are found in a feed's SELECTs, whatever stands between."""

from tests.conftest import REPOSITORY

from gcrm.bronze.feed import load_feeds
from gcrm.bronze.member_keys import key_columns
from gcrm.core.contracts.graph import discover


def columns(coalition):
    raws = [step.raw for step in discover() if step.raw]
    feeds = load_feeds(REPOSITORY / "conf" / "coalitions" / coalition)
    return {(feed.name, key.file, key.column) for feed in feeds for key in key_columns(feed, raws)}


def test_keys_are_found_behind_unions_and_aggregates():
    tills = {(file, column) for feed, file, column in columns("demo") if feed == "tills"}
    assert tills == {
        ("norda", "card_no"), ("hanbit", "customer"), ("chaiyo", "member"), ("lusa", "cartao"), ("mall", "account"),
        ("aero", "traveller"),
    }  # fmt: skip
    assert ("programme", "members", "card") in columns("demo")


def test_of_a_file_whose_personal_columns_make_no_pseudonym_each_may_hold_a_key():
    found = columns("brazil")
    assert ("marketplace", "customers", "customer_unique_id") in found
    assert ("marketplace", "customers", "customer_id") not in found, "it has a key column that is told"
    assert ("marketplace", "orders", "customer_id") in found
