"""The public contract of a table follows from its own, and nothing that leads to one person gets into it."""

import pytest
from pyspark.sql import SparkSession

from gcrm.core.cell import CELL
from gcrm.core.contracts.table import ContractError, Field, Replace, Rule, Table, Unique
from gcrm.core.testing import members, rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts.area_power import AREA_POWER
from gcrm.ops.releases import RELEASES
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.gate import Settings
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.publish.published import Published, gated, published
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES

TIERS = Table(
    "marts.tiers",
    "One row per tier and city.",
    key=("tier", "city"),
    fields=(
        Field("tier", "string", "Tier"),
        Field("city", "string", "City"),
        Field("n_members", "bigint", "Members", required=True),
        Field("amount", "double", "Spent; null without", required=True, unit="currency"),
        Field("cost", "double", "What they cost"),
    ),
    rules=(Rule("somebody", "n_members > 0"),),
)


def test_fields_are_copied_and_the_gate_has_its_flag_and_rules() -> None:
    public = published(TIERS, drop=("cost",), mean="amount")
    assert (public.name, public.doc, public.key, public.checks) == (
        "publish.tiers", TIERS.doc, TIERS.key, (Unique(("tier", "city")),)
    )  # fmt: skip
    assert [(f.name, f.type, f.required, f.unit) for f in public.fields] == [
        ("tier", "string", False, None),
        ("city", "string", False, None),
        ("n_members", "bigint", False, None),
        ("amount", "double", False, "currency"),
        ("withheld", "boolean", True, None),
    ]
    assert [f.doc for f in public.fields[2:4]] == [
        "Members: the least of a class, such as 10 for 10 to 39; null where withheld",
        "Spent; null without, or where withheld",
    ]
    assert [(rule.name, rule.sql) for rule in public.rules] == [
        ("no_small_cell", "n_members IS NULL OR n_members >= 10"),
        ("counted_in_classes", "n_members IS NULL OR n_members < 1000 OR n_members % 100 = 0"),
        ("withheld_says_nothing", "NOT withheld OR (n_members IS NULL AND amount IS NULL)"),
    ]


def test_an_extra_field_stands_behind_the_one_it_belongs_to_and_may_take_a_dropped_name() -> None:
    cost = Field("cost", "string", "How dear they are")
    assert published(TIERS, drop=("cost",), made=("amount",), extra={"tier": cost}).columns == (
        "tier", "cost", "city", "n_members", "amount", "withheld"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"drop": ("price",)},
            r"publish.tiers names 'price' in its drop, but has only tier, city, n_members, amount, cost",
        ),
        ({"withheld": ("price",)}, "names 'price' in its withheld"),
        ({"optional": ("price",)}, "names 'price' in its optional"),
        ({"extra": {"price": Field("label", "string", "")}}, "names 'price' in its extra"),
        (
            {"drop": ("n_members",)},
            "has no 'n_members' by which the gate could judge a cell: name its members in count",
        ),
        ({"drop": ("city",)}, "needs its key whole: city can neither be dropped nor withheld"),
        ({"withheld": ("tier",)}, "needs its key whole: tier"),
        ({"mean": "amount"}, "says nothing of cost: a number leaves as the mean or total of what members add, as made"),
        ({"withheld": ("amount",), "drop": ("cost",)}, "says nothing of amount"),
        ({"mean": "amount", "total": "cost"}, "shows a mean and a total, which would tell the count: name one of them"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(given: dict[str, object], said: str) -> None:
    with pytest.raises(ContractError, match=said) as caught:
        published(TIERS, **given)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_no_table_of_members_passes() -> None:
    with pytest.raises(ContractError, match=r"member_id is a member's key: add drop=\('member_id',\)"):
        published(MEMBER_FEATURES, count="n_visits")


@pytest.mark.parametrize("pii", ["pseudonym", "text"])
def test_a_field_that_leads_to_one_person_passes_by_no_way(pii: str) -> None:
    field = Field("who", "string", "Who", pii=pii)  # type: ignore[arg-type]
    with pytest.raises(ContractError, match=r"drop=\('who',\)"):
        published(TIERS, extra={"tier": field})
    with pytest.raises(ContractError, match=r"drop=\('who',\)"):
        Published("publish.people", "", (field,))
    told = Table("marts.tiers", "", (*TIERS.fields, field), key=TIERS.key)
    with pytest.raises(ContractError, match=r"drop=\('who',\)"):
        published(told)
    assert published(told, drop=("who",), mean="amount", made=("cost",)).columns == (*TIERS.columns, "withheld")


def test_what_the_gate_must_know_passes_by_no_way_nor_does_a_table_with_versions() -> None:
    cell = Field("cell", CELL, "What the gate must know")
    told = Table("marts.tiers", "", (*TIERS.fields, cell), key=TIERS.key)
    assert "cell" not in published(told, mean="amount", made=("cost",)).columns
    with pytest.raises(ContractError, match="cell is what the gate must know of a cell"):
        Published("publish.tiers", "", (cell,), load=Replace(history=False))
    with pytest.raises(ContractError, match=r"in one version alone: load=Replace\(history=False\)"):
        Published("publish.tiers", "", TIERS.fields)


def test_a_cell_is_told_without_the_day() -> None:
    assert PUBLISHED_AREA_POWER.cell == ("area_id", "category_group")
    assert PUBLISHED_PORTRAITS.cell == ("segment", "feature")
    assert PUBLISHED_SALES_CHANGES.cell == ("partner_id", "area_id", "quarter")


def test_a_field_of_the_vault_passes_by_no_way() -> None:
    persons = Table("vault.persons", "", (*TIERS.fields, Field("name", "string", "Name", pii="direct")), key=TIERS.key)
    with pytest.raises(ContractError, match="identifies a person directly"):
        published(persons)


@pytest.mark.parametrize("table", [PUBLISHED_AREA_POWER, PUBLISHED_PORTRAITS, PUBLISHED_SALES_CHANGES])
def test_every_published_table_is_derived_and_withholds_its_count(table: Published) -> None:
    assert table.count in table.withheld
    assert [rule.name for rule in table.rules][:3] == ["no_small_cell", "counted_in_classes", "withheld_says_nothing"]
    assert table.columns[-1] == "withheld"


def test_a_figure_that_may_be_withheld_is_not_required_though_the_mart_requires_it() -> None:
    assert AREA_POWER.field("n_members").required
    assert not PUBLISHED_AREA_POWER.field("n_members").required
    assert not PUBLISHED_AREA_POWER.field("power_p50").required


def test_cells_of_one_total_are_decided_together(spark: SparkSession) -> None:
    sizes = [("gold", "A", 3), ("blue", "A", 52), ("red", "A", 120), ("gold", "B", 52), ("blue", "B", 120)]
    table = Table("marts.tiers", "", (*TIERS.fields, Field("cell", CELL, "What the gate must know")), key=TIERS.key)
    frame = rows(spark, table, *({"tier": t, "city": c, "cell": members(n, 100.0)} for t, c, n in sizes))
    public = published(TIERS, drop=("cost",), mean="amount")
    made = gated(frame, public, rows(spark, RELEASES), Settings(), total=("city",))
    wanted = [
        ("A", "blue", None, None, True),
        ("A", "gold", None, None, True),
        ("A", "red", 100, 150.0, False),
        ("B", "blue", 100, 150.0, False),
        ("B", "gold", 40, 150.0, False),
    ]
    same(made.frame, wanted, "city", "tier", "n_members", "amount", "withheld")
    assert {row[1] for row in made.rows} == {f"{tier}|{city}" for tier, city, _ in sizes}
