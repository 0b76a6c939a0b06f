"""Edits of the real package, in copies of it: exactly the steps that they make are told to have changed, and why."""

import pytest
from tests.core.running.edited import Copies

from gcrm.core.running.reasons import changes

pytestmark = [pytest.mark.sequences, pytest.mark.core]

# Edits whose tables have nothing to do with each other share a copy.
EDITS = {
    "nothing": [
        ("warehouse/money.py", '"""Sums of decimals as whole numbers: ', '"""Money.\n\n'),
        ("publish/gate.py", '    """Keys of the cells that may be shown', '    """The cells that may be shown'),
        ("warehouse/store_days.py", "    days = lines", "    # Days of a store.\n    days = lines"),
        ("silver/transactions.py", '"A line without money is no purchase"', '"Nothing was paid"'),
        ("__init__.py", '__version__ = "', '__version__ = "9'),
        ("core/running/run.py", "_FLUSH_SECONDS = ", "_FLUSH_SECONDS = 2 * "),
    ],
    "one": [
        ("warehouse/store_days.py", 'approx_count_distinct("member_id", 0.05)', 'count_distinct("member_id")'),
        ("silver/transactions.py", 'Rule("state_is_known"', 'Rule("line_counts", "line > 0"), Rule("state_is_known"'),
        ("models/segments/settings.py", "k_max: int = 7", "k_max: int = 9"),
        ("publish/gate.py", "LEAST = 10", "LEAST = 25"),
    ],
    "two": [
        ("warehouse/money.py", "F.col(name) * 10**digits", "F.abs(name) * 10**digits"),
        ("silver/transactions.py", "coalesce(quantity * amount, 0) >= 0", "coalesce(quantity * amount, 0) >= 1"),
        ("models/purchasing_power/estimates.py", "found.neighbours, 0.0, 1.0)", "found.neighbours, 0.0, 0.9)"),
        ("sources/geojson.py", "\ndef read(", "\nSRID = 4326\n\n\ndef read("),
    ],
    "three": [
        ("warehouse/store_days.py", 'Field("n_lines", "bigint"', 'Field("n_items", "int", ""), Field("n_lines", "int"'),
        ("warehouse/member_months.py", "\ndef build(", "\nFIRST = 1\n\n\ndef build("),
        ("core/exact.py", "decimal(38,18)", "decimal(38,17)"),
    ],
    "door": [("vault/pseudonyms.py", '"sha256")[:16]', '"sha256")[:12]')],
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Copy to table to fingerprint; `as it is` has no edit."""
    copies = Copies(tmp_path_factory.mktemp("copies"))
    paths = {name: copies.make(name, *edits, zipped=name == "nothing") for name, edits in EDITS.items()}
    return copies.fingerprints({"as it is": copies.make("as it is")} | paths)


@pytest.fixture(scope="module")
def told(made):
    """Name of a copy to the tables that would be rebuilt, each with the reasons."""

    def of(name, *layers):
        pairs = {table: (before, made[name][table]) for table, before in made["as it is"].items()}
        found = {table: changes(before, now) for table, (before, now) in pairs.items() if before != now}
        return {table: reasons for table, reasons in found.items() if table.startswith(layers or "")}

    return of


def test_what_makes_no_row_rebuilds_nothing_and_an_archive_is_as_good_as_a_folder(told):
    """Comments, docstrings, descriptions, the version, the runner; in a zip."""
    assert told("nothing") == {}


def test_an_edited_build_rebuilds_its_table(told):
    assert told("one", "warehouse") == {"warehouse.store_days": ["its code changed (warehouse/store_days.py)"]}


def test_a_helper_rebuilds_who_imports_it(told):
    changed = ["its code changed (warehouse/money.py)"]
    tables = ("category_days", "member_months", "member_purchases", "member_stores", "store_days")
    assert told("two", "warehouse") == {f"warehouse.{name}": changed for name in tables}
    tables = ("models.area_direct_estimates", "models.area_unit_estimates", "models.member_power_variances")
    changed = ["its code changed (core/exact.py)"]
    rest = told("three", "models", "marts", "features", "publish", "silver", "bronze", "vault")
    measured = ("marts.sales_changes", "publish.sales_changes", "publish.area_power", "publish.portraits")
    fitted = ("models.segment_choices", "models.segment_lift", "marts.deviations")
    marts = ("marts.area_power", "marts.portraits", "publish.trade_areas")
    marts += tuple(f"{layer}.{name}" for layer in ("marts", "publish") for name in ("tones", "trends"))
    read = {"marts.complaints": ["columns of warehouse.store_days changed"]}
    assert rest == dict.fromkeys((*tables, *measured, *fitted, *marts), changed) | read


def test_what_reads_files_and_opens_them_rebuilds_what_passes_through(told, made):
    assert told("two", "bronze", "vault") == {"bronze.census_boundaries": ["its code changed (sources/geojson.py)"]}
    silver = {table for table, parts in made["as it is"].items() if any(part.startswith("feed:") for part in parts)}
    assert {"silver.transactions", "silver.members"} <= silver
    assert told("door") == {table: ["its code changed (vault/pseudonyms.py)"] for table in silver}


def test_of_another_tables_module_counts_what_is_taken_from_it(told):
    changed = ["its code changed (models/purchasing_power/estimates.py)"]
    found = told("two", "features", "models", "marts", "publish")
    money = {"features.recent": ["its code changed (warehouse/money.py)"]}
    # What is published is solved by the same functions, of what is shown.
    assert found == {"models.area_power_estimates": changed, "publish.area_power": changed} | money
    months = told("three", "warehouse")["warehouse.member_months"]
    assert months == ["its code changed (warehouse/member_months.py)"], "others take but a constant of it"


def test_a_rule_rebuilds_its_table_and_is_named(told):
    assert told("one", "silver", "bronze", "vault") == {"silver.transactions": ["rule line_counts is new"]}
    assert told("two", "silver") == {"silver.transactions": ["rule quantity_has_the_sign_of_amount changed"]}


def test_a_default_is_a_setting_like_any_other(told):
    changed = "its code changed (models/segments/settings.py)"
    assert told("one", "models", "features", "marts") == {"models.segment_choices": ["k_max 7 -> 9", changed]}


def test_the_gates_threshold_rebuilds_what_is_published(told):
    found = told("one", "publish")
    assert set(found) >= {"publish.area_power", "publish.portraits", "publish.sales_changes"}
    for table, reasons in found.items():
        threshold = "privacy.min_members 10 -> 25" if table == "publish.area_power" else "min_members 10 -> 25"
        changed = "its code changed (publish/gate.py)"
        assert table.startswith("publish."), "nothing inside hangs on what may be shown"
        assert reasons == ["rule no_small_cell changed", threshold, changed]


def test_columns_rebuild_their_table_and_those_who_read_it(told):
    assert told("three", "warehouse") == {
        "warehouse.dates": ["columns of warehouse.store_days changed"],
        "warehouse.member_months": ["its code changed (warehouse/member_months.py)"],
        "warehouse.store_days": ["column n_items is new", "column n_lines: bigint -> int"],
    }
