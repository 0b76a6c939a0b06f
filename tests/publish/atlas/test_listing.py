"""A published table as texts."""

from datetime import date

from gcrm.core.contracts.table import Field, Table
from gcrm.publish.atlas.listing import listed, listing
from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.published import published

TIERS = published(
    Table(
        "marts.tiers",
        "",
        key=("tier",),
        fields=(
            Field("tier", "string", "Tier"),
            Field("since", "date", "First day"),
            Field("is_open", "boolean", "Whether one can join"),
            Field("n_members", "bigint", "Members"),
            Field("amount", "decimal(18,2)", "Spent"),
            Field("churn_rate", "double", "Who left"),
        ),
    ),
    total="amount",
    made=("churn_rate",),
    withheld=("churn_rate",),
)
GOLD = {
    "tier": "gold",
    "since": date(2025, 1, 1),
    "is_open": True,
    "n_members": 4000,
    "amount": 12.5,
    "churn_rate": -0.25,
}
FEW = {"tier": "blue", "since": None, "is_open": False, "n_members": None, "amount": None, "churn_rate": None}
ROWS = [{**GOLD, "withheld": False}, {**FEW, "withheld": True}]


def test_every_type_has_its_text_and_the_flag_is_told_at_the_count() -> None:
    shown = listing(TIERS, ROWS)
    assert shown.rows == (
        ("gold", "2025-01-01", "yes", "4,000 to 5,999", "12.5", "-25%"),
        ("blue", "–", "no", "withheld", "–", "–"),
    )
    assert [(title, is_number) for title, _, is_number in shown.columns] == [
        ("Tier", False), ("Since", False), ("Is open", False), ("Members", True), ("Amount", True), ("Churn rate", True)
    ]  # fmt: skip


def test_columns_can_be_chosen() -> None:
    assert listing(TIERS, ROWS, ("amount", "tier")).rows == (("12.5", "gold"), ("–", "blue"))


def test_a_section_that_lists_sorts_by_key_unless_told_and_shows_nothing_of_no_rows() -> None:
    agreed = Agreed("Made Up", "made_up", "BRL")

    def tiers(**order: object) -> list[str]:
        show = listed(TIERS, lambda rows: f"{len(rows)} tiers", ("tier",), **order)  # type: ignore[arg-type]
        shown = show(Look(agreed, Given({"publish.tiers": ROWS})))
        assert shown is not None
        assert shown.headline == "2 tiers"
        return [tier for (tier,) in shown.page["listing"].rows]

    assert tiers() == ["blue", "gold"]
    assert tiers(order=lambda row: -(row["n_members"] or 0)) == ["gold", "blue"]
    assert listed(TIERS, str)(Look(agreed, Given({"publish.tiers": []}))) is None
