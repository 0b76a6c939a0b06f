"""A contract that contradicts itself is refused when its module is imported; what a whole table promises."""

import dataclasses

import pytest

from gcrm.core.contracts.table import (
    SOURCE,
    Append,
    ContractError,
    Field,
    References,
    ReplaceGroups,
    Rows,
    Rule,
    Snapshots,
    Table,
    Unique,
    Upsert,
    raw,
)

ID = Field("visit_id", "string", "Identifier")
DAY = Field("business_date", "date", "Day")
VISITS = Table(
    "silver.visits",
    "Visits.",
    (ID, DAY, Field("n_items", "int", "Items", required=True), SOURCE),
    key=("visit_id",),
    rules=(Rule("n_items_is_positive", "n_items > 0"),),
    load=Upsert(),
    cluster_by=("business_date",),
)


@pytest.mark.parametrize(
    "name", ["Visit", "visit id", "2018_visits", "visit-id", "", "고객 번호", "Giá", "3월", "\u0e31"]
)
def test_a_field_name_is_lower_case_with_underscores(name):
    with pytest.raises(ContractError, match="lower case letters, digits and underscores"):
        Field(name, "string", "A field")


@pytest.mark.parametrize("name", ["고객", "giá", "ชื่อ_ลูกค้า", "_source", "단지명2"])
def test_a_field_may_be_named_in_any_script(name):
    assert Field(name, "string", "A field").name == name


@pytest.mark.parametrize("kind", ["STRING", "text", "decimal", "decimal(18, 2)", "integer", "array", "long", ""])
def test_a_field_type_is_a_spark_type(kind):
    with pytest.raises(ContractError, match="'total' has type"):
        Field("total", kind, "A field")


@pytest.mark.parametrize("kind", ["decimal(18,2)", "array<string>", "map<string,string>", "struct<a:int>", "smallint"])
def test_spark_types_are_taken(kind):
    assert Field("total", kind, "A field").type == kind


@pytest.mark.parametrize("name", ["visits", "gold.visits", "silver.", "silver.Visits", "silver.vis-its", "silver.a.b"])
def test_a_table_is_named_by_layer_and_noun(name):
    with pytest.raises(ContractError, match=r"layer\.plural_noun, layer one of bronze, vault, silver"):
        Table(name, "A table.", (ID,))


def test_a_column_is_declared_once():
    with pytest.raises(ContractError, match="declares a column twice: visit_id, visit_id"):
        Table("silver.visits", "A table.", (ID, dataclasses.replace(ID, type="int")))


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("key", {"key": ("visit_id", "lost")}),
        ("cluster_by", {"cluster_by": ("lost",)}),
        ("load", {"key": ("visit_id",), "load": ReplaceGroups(by=("lost",))}),
    ],
)
def test_key_clusters_and_groups_are_columns(kind, given):
    with pytest.raises(ContractError, match=f"names 'lost' in its {kind}, but has only visit_id, business_date"):
        Table("silver.visits", "A table.", (ID, DAY), **given)


@pytest.mark.parametrize("load", [Upsert(), ReplaceGroups(by=("business_date",))])
def test_a_load_by_key_needs_a_key(load):
    with pytest.raises(ContractError, match=r"silver\.visits is loaded by key, so it must declare one"):
        Table("silver.visits", "A table.", (ID, DAY), load=load)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"load": Snapshots(("visit_id",))}, r"a snapshot is a day: name one date column, such as by=\('as_of',\)"),
        ({"load": Snapshots(())}, "a snapshot is a day: name one date column"),
        (
            {"load": Snapshots(("business_date",))},
            r"so its key needs it: key=\('visit_id', 'business_date'\) works",
        ),
        (
            {"key": ("visit_id", "business_date"), "load": Snapshots(("business_date",), keep=0)},
            "keeps 0 snapshots; keep=1 or more works, and None keeps all",
        ),
        ({"day": "visit_id"}, r"silver\.visits\.visit_id tells the day, so its type is date or timestamp"),
        ({"period": "visit_id"}, r"silver\.visits\.visit_id is the first day of a month, so its type is date"),
        ({"day": "business_date", "period": "business_date"}, "rows that happen have a day, sums a period"),
        ({"day": "lost"}, "names 'lost' in its day or period, but has only visit_id, business_date"),
    ],
)
def test_days_that_a_table_cannot_keep_are_refused_with_what_works(given, said):
    with pytest.raises(ContractError, match=said):
        Table("silver.visits", "A table.", (ID, DAY), **{"key": ("visit_id",), **given})


@pytest.mark.parametrize(
    ("load", "remembers"),
    [
        (Append(), True),
        (Upsert(), True),
        (Upsert(deletes=True), False),
        (Snapshots(("business_date",)), True),
        (ReplaceGroups(("business_date",)), False),
    ],
)
def test_what_holds_rows_that_inputs_may_give_no_more_is_told_by_the_load(load, remembers):
    table = Table("silver.visits", "A table.", (ID, DAY), key=("visit_id", "business_date"), load=load)
    assert table.remembers is remembers


@pytest.mark.parametrize("layer", ["bronze", "silver", "warehouse", "features", "models", "marts", "publish", "ops"])
def test_what_identifies_a_person_lives_in_the_vault_only(layer):
    name = Field("full_name", "string", "Name", pii="direct")
    with pytest.raises(ContractError, match=rf"{layer}\.persons\.full_name identifies a person directly"):
        Table(f"{layer}.persons", "A table.", (name,))
    assert Table("vault.persons", "A table.", (name,)).layer == "vault"


def test_every_key_and_required_field_must_be_given_before_the_own_rules():
    assert [(rule.name, rule.sql) for rule in VISITS.all_rules] == [
        ("visit_id_is_given", "`visit_id` IS NOT NULL"),
        ("n_items_is_given", "`n_items` IS NOT NULL"),
        ("n_items_is_positive", "n_items > 0"),
    ]


def test_a_contract_is_a_value():
    assert dataclasses.replace(VISITS) == VISITS
    with pytest.raises(dataclasses.FrozenInstanceError):
        VISITS.name = "silver.other"


def test_field_finds_a_column():
    assert VISITS.field("business_date") is DAY


def test_a_reference_points_to_the_only_key_unless_told():
    assert References("visit_id", VISITS).column == "visit_id"
    assert References("visit_id", VISITS, to="business_date").column == "business_date"


def test_raw_is_the_table_without_what_build_derives():
    phone = Field("phone", "string", "Telephone", pii="direct")
    given = raw(VISITS, phone, without=("business_date",))
    assert given.name == "visits"
    assert given.columns == ("visit_id", "n_items", "phone")


def test_rows_are_sought_by_groups_keys_and_days():
    assert VISITS.sought == ("business_date", "visit_id")
    assert dataclasses.replace(VISITS, load=ReplaceGroups(("n_items",)), cluster_by=()).sought == (
        "n_items", "visit_id", "business_date",
    )  # fmt: skip
    assert Table("silver.words", "Words.", (Field("word", "string", "A word"),)).sought == ()


NESTED = Table("silver.areas", "Areas.", (Field("area_id", "string", "Code"),), key=("area_id",))


def test_a_reference_goes_to_the_key_where_nothing_else_is_said():
    assert References("home", NESTED).column == "area_id"
    assert References("home", NESTED, to="code").column == "code"


def test_a_check_may_stop_a_run_where_nothing_else_is_said():
    assert {check.severity for check in (Unique(("area_id",)), References("home", NESTED), Rows())} == {"stop"}
