"""What is said of trade areas: how many stores, what is won, and who shares most."""

from typing import Any

from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.sections import trade_areas


def _store(store: str, overlap: float, won: float | None, rival: str | None = "s9") -> dict[str, Any]:
    return {
        "partner_id": "cafe", "partner_name": "Bean", "store_id": store, "area_name": None, "n_members": 40,
        "power": 1000.0, "won_share": won, "open_amount": 900.0, "n_areas": 3, "overlap_share": overlap,
        "rival_store_id": rival, "rival_share": 1.0,
    }  # fmt: skip


def test_the_store_that_shares_most_is_told() -> None:
    stores = [_store("s1", 0.3, 0.1), _store("s2", 0.6, 0.2), _store("s3", 0.9, 0.1, rival=None)]
    look = Look(Agreed("Made Up", "made_up", "BRL"), Given({"publish.trade_areas": stores}))
    said = "Of those whom store s2 of Bean could serve 60% would go to another store of Bean, mostly s9"
    assert trade_areas.SECTION.found(look) == [said]


def test_what_is_won_is_told_of_the_middle_store() -> None:
    many, few = ([_store(f"s{i}", 0.3, won) for i in range(3)] for won in (0.25, 0.0))
    assert trade_areas.headline(many).endswith("; half of those with members enough win 25% of it or more")
    assert trade_areas.headline(few).endswith("; half of those with members enough win less than 1% of it")


def test_where_nobody_is_shown_nothing_is_said_to_be_won() -> None:
    said = "1 store of 1 partner with several; too few members bought in any to tell what is won"
    assert trade_areas.headline([_store("s1", 0.3, None)]) == said
    assert trade_areas.most_shared([_store("s1", 0.0, None)]) is None
