"""Trade areas: what could be spent around each store, what is won of it, and which store shares most of it."""

from collections.abc import Sequence
from typing import Any

from gcrm.publish.atlas import words
from gcrm.publish.atlas.listing import listed
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.section import Section
from gcrm.publish.trade_areas import PUBLISHED_TRADE_AREAS

_COLUMNS = (
    *("partner_name", "store_id", "area_name", "n_members", "power", "won_share", "open_amount"),
    *("n_areas", "overlap_share", "rival_store_id", "rival_share"),
)
_LITTLE = 0.01  # of the power in a trade area


def findings(look: Look) -> list[str]:
    """The store whose trade area is shared most, where one is."""
    row = most_shared(look.rows(PUBLISHED_TRADE_AREAS))
    return [shared(row)] if row else []


def most_shared(rows: Sequence[Row]) -> Row | None:
    """The store of which most could go to another; None where none could."""
    split = [row for row in rows if row["rival_store_id"] and row["overlap_share"]]
    return max(split, key=lambda row: (row["overlap_share"], row["store_id"]), default=None)


def shared(row: Row) -> str:
    """
    >>> shared({"store_id": "s1", "partner_name": "Bean", "area_name": "Lorem", "overlap_share": 0.62,
    ...         "rival_store_id": "s2"})
    'Of those whom store s1 of Bean in Lorem could serve 62% would go to another store of Bean, mostly s2'
    """
    where = f" in {row['area_name']}" if row["area_name"] else ""
    head = f"Of those whom store {row['store_id']} of {row['partner_name']}{where} could serve"
    share, partner = words.percent(row["overlap_share"]), row["partner_name"]
    return f"{head} {share} would go to another store of {partner}, mostly {row['rival_store_id']}"


def headline(rows: Sequence[Row]) -> str:
    """How many stores, of how many partners, and what is won in the middle one."""
    won = [row["won_share"] for row in rows if row["won_share"] is not None]
    partners = words.counted(len({row["partner_id"] for row in rows}), "partner")
    head = f"{words.counted(len(rows), 'store')} of {partners} with several"
    if not won:
        return f"{head}; too few members bought in any to tell what is won"
    middle = words.quantile(won, 0.5)
    if middle < _LITTLE:
        return f"{head}; half of those with members enough win less than {words.percent(_LITTLE)} of it"
    return f"{head}; half of those with members enough win {words.percent(middle)} of it or more"


def _most_power(row: Row) -> Any:
    return (row["partner_name"] or "", -(row["power"] or 0.0), row["store_id"])


SECTION = Section(
    name="trade_areas",
    title="Trade areas",
    about="Stores, what is won and what is open",
    order=35,
    home=__name__,
    tables=(PUBLISHED_TRADE_AREAS,),
    show=listed(PUBLISHED_TRADE_AREAS, headline, _COLUMNS, _most_power),
    findings=findings,
    empty="no partner has two stores of which it is known where they lie",
    words={
        "en": {
            "note": (
                "A trade area is every area by the chance that a visit to the partner goes to this store (Huff 1964). "
                "Power is what the people there could spend with the coalition, were they all members; won is what "
                "members spent in the store; what is open goes to other partners and stores, too, and not all of it "
                "can be won. Overlap is the chance that who could come here goes to another store of the partner."
            )
        }
    },
    own_page=True,
)
