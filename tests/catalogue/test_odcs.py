import importlib.util
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.catalogue.contracts import SALES
from tests.conftest import REPOSITORY

from gcrm.catalogue import odcs
from gcrm.cli.project import assemble
from gcrm.ops.ledger import OPS

pytestmark = [pytest.mark.tables, pytest.mark.core]


@pytest.fixture(scope="module")
def validator() -> jsonschema.protocols.Validator:
    """The JSON schema that the standard publishes."""
    spec = importlib.util.find_spec("open_data_contract_standard")
    schema = json.loads((Path(spec.submodule_search_locations[0]) / "schema.json").read_text(encoding="utf-8"))
    assert odcs.API_VERSION in schema["properties"]["apiVersion"]["enum"]
    return jsonschema.validators.validator_for(schema)(schema)


def complaints(validator: jsonschema.protocols.Validator, text: str) -> list[str]:
    found = validator.iter_errors(yaml.load(text, Loader=yaml.CSafeLoader))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def test_the_document_of_every_table_is_valid_under_the_published_schema(validator):
    tables = {}
    for coalition in sorted(path.name for path in (REPOSITORY / "conf/coalitions").iterdir()):
        project = assemble(REPOSITORY / "conf", coalition, "local", [], None, lambda: b"")
        tables |= {repr(step.output): step.output for step in project.steps}
    for table in [*tables.values(), *OPS]:
        assert complaints(validator, odcs.text(table, "shop", f"hdfs://nn/{table.name}")) == []


def test_the_schema_notices_what_is_wrong(validator):
    document = odcs.document(SALES, "shop", "lake/warehouse/sales")
    assert complaints(validator, yaml.safe_dump(document)) == []
    document["schema"][0]["properties"][0]["logicalType"] = "text"
    assert "logicalType" in complaints(validator, yaml.safe_dump(document))[0]


def test_a_contract_is_told_in_full():
    found = odcs.document(SALES, "shop", "lake/warehouse/sales")["schema"][0]
    columns = {column["name"]: column for column in found["properties"]}
    assert [columns[name].get("primaryKeyPosition") for name in ("sale_id", "line", "amount")] == [1, 2, None]
    assert [columns[name]["required"] for name in ("sale_id", "area_id", "amount")] == [True, False, True]
    assert columns["member_id"]["tags"] == ["pii", "pii:pseudonym"]
    assert columns["member_id"]["classification"] == "confidential"
    assert columns["amount"]["customProperties"] == [{"property": "unit", "value": "<EUR>"}]
    assert columns["area_id"]["relationships"] == [{"type": "foreignKey", "to": "silver.areas.area_id"}]
    quality = {rule["name"]: rule for rule in found["quality"]}
    assert (
        quality["amount_is_not_zero"]["query"]
        == "SELECT COUNT(*) FROM ${table} WHERE NOT coalesce((amount <> 0), false)"
    )
    assert quality["sale_id_line_is_unique"]["arguments"] == {"properties": ["sale_id", "line"]}
    assert quality["area_id_is_found"]["mustBeGreaterOrEqualTo"] == 0.75
    assert quality["rows_are_there"]["mustBeBetween"] == [2, 4]


def test_what_is_inside_a_column_is_told_too():
    columns = {c["name"]: c for c in odcs.document(SALES, "shop", "x")["schema"][0]["properties"]}
    inner = columns["tags"]["map"]["value"]["items"]
    assert [(part["name"], part["logicalType"]) for part in inner["properties"]] == [
        ("name", "string"),
        ("n", "integer"),
    ]
    assert [part["name"] for part in columns["_source"]["properties"]] == ["file", "line"]


def test_files_say_where_a_table_lies_and_those_of_tables_that_are_no_more_go(tmp_path):
    (tmp_path / "silver.old.odcs.yaml").write_text("x")
    odcs.write(tmp_path, [SALES], "shop", "/lake", "hdfs://nn/vault")
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse.sales.odcs.yaml"]
    server = yaml.safe_load((tmp_path / "warehouse.sales.odcs.yaml").read_text())["servers"][0]
    assert (server["type"], server["path"], server["format"]) == ("local", "/lake/warehouse/sales", "delta")
