"""A table's contract as an Open Data Contract Standard document (Bitol, ODCS v3.2.0)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from gcrm import __version__
from gcrm.catalogue.describe import check_doc, load_doc
from gcrm.catalogue.kinds import Kind, parse
from gcrm.core.contracts.table import Check, Field, References, Rows, Rule, Table, Unique
from gcrm.core.storage.folders import local_path

API_VERSION = "v3.2.0"
_LOGICAL = {
    "smallint": ("integer", "i16"),
    "int": ("integer", "i32"),
    "bigint": ("integer", "i64"),
    "float": ("number", "f32"),
    "double": ("number", "f64"),
    "decimal": ("number", None),
    "struct": ("object", None),
}
_CLASSIFICATION = {
    "direct": "restricted",
    "pseudonym": "confidential",
    "text": "confidential",
    "thing": "confidential",
    None: "internal",
}
Document = dict[str, Any]


def write(folder: Path, tables: Iterable[Table], coalition: str, root: str, vault: str) -> None:
    """One <table>.odcs.yaml per table; files of tables that are no more are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.odcs.yaml"):
        old.unlink()
    for table in tables:
        noun = table.name.partition(".")[2]
        location = f"{vault}/{noun}" if table.layer == "vault" else f"{root}/{table.layer}/{noun}"
        (folder / f"{table.name}.odcs.yaml").write_text(text(table, coalition, location), encoding="utf-8")


def text(table: Table, coalition: str, location: str) -> str:
    """The document as YAML; `location` is where the table lies."""
    # Ours to write, nobody's configuration: reading YAML stays with core.config.
    return yaml.safe_dump(document(table, coalition, location), sort_keys=False, allow_unicode=True, width=120)


def document(table: Table, coalition: str, location: str) -> Document:
    """The document as plain values, valid under the standard's JSON schema."""
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": f"gcrm.{coalition}.{table.name}",
        "name": table.name,
        "version": __version__,
        "status": "active",
        "domain": table.layer,
        "dataProduct": coalition,
        "description": {"purpose": " ".join(table.doc.split())},
        "servers": [_server(location)],
        "schema": [_object(table)],
    }


def _server(location: str) -> Document:
    kind = "custom" if local_path(location) is None else "local"
    return {"server": "lakehouse", "type": kind, "path": location, "format": "delta"}


def _object(table: Table) -> Document:
    return {
        "name": table.name,
        "physicalType": "table",
        "logicalType": "object",
        "description": " ".join(table.doc.split()),
        "dataGranularityDescription": f"One row per {', '.join(table.key)}" if table.key else "One row per record",
        "tags": [f"layer:{table.layer}"],
        "customProperties": [
            {"property": "load", "value": load_doc(table.load)},
            *([{"property": "clusterBy", "value": list(table.cluster_by)}] if table.cluster_by else []),
        ],
        "properties": [_property(field, table) for field in table.fields],
        "quality": [*(_rule(rule) for rule in table.rules), *(_check(check) for check in table.checks)],
    }


def _property(field: Field, table: Table) -> Document:
    is_key = field.name in table.key
    given = field.required or is_key
    refers = [
        {"type": "foreignKey", "to": f"{check.table.name}.{check.column}"}
        for check in table.checks
        if isinstance(check, References) and check.field == field.name
    ]
    return {
        "name": field.name,
        **logical(parse(field.type)),
        "description": field.doc,
        "required": given,
        **({"primaryKey": True, "primaryKeyPosition": table.key.index(field.name) + 1} if is_key else {}),
        "classification": _CLASSIFICATION[field.pii],
        **({"tags": ["pii", f"pii:{field.pii}"]} if field.pii else {}),
        **({"customProperties": [{"property": "unit", "value": field.unit}]} if field.unit else {}),
        **({"relationships": refers} if refers else {}),
        **({"quality": [_given(field)]} if given else {}),
    }


def logical(kind: Kind) -> Document:
    """The standard's logical type, with what is inside it.

    >>> logical(parse("array<bigint>"))["items"]
    {'logicalType': 'integer', 'logicalTypeOptions': {'format': 'i64'}, 'physicalType': 'bigint'}
    """
    name, number_format = _LOGICAL.get(kind.base, (kind.base, None))
    found: Document = {"logicalType": name}
    if number_format:
        found["logicalTypeOptions"] = {"format": number_format}
    found["physicalType"] = kind.text
    parts = {part: logical(inner) for part, inner in kind.parts}
    if kind.base == "struct":
        found["properties"] = [{"name": part, **inner} for part, inner in parts.items()]
    elif kind.base == "array":
        found["items"] = parts["element"]
    elif kind.base == "map":
        found["map"] = parts
    return found


def _given(field: Field) -> Document:
    return _library(f"{field.name}_is_given", "completeness", "nullValues", mustBe=0, unit="rows")


def _library(name: str, dimension: str, metric: str, **rest: Any) -> Document:
    return {"name": name, "type": "library", "metric": metric, "dimension": dimension, **rest}


def _rule(rule: Rule) -> Document:
    query = f"SELECT COUNT(*) FROM ${{table}} WHERE NOT coalesce(({rule.sql}), false)"
    told = {"name": rule.name, **({"description": rule.doc} if rule.doc else {})}
    return {**told, "type": "sql", "query": query, "dimension": "conformity", "mustBe": 0, "unit": "rows"}


def _check(check: Check) -> Document:
    told = {"description": check_doc(check)}
    if isinstance(check, Unique):
        name, wanted = f"{'_'.join(check.fields)}_is_unique", {"properties": list(check.fields)}
        return _library(name, "uniqueness", "duplicateValues", arguments=wanted, mustBe=0, **told)
    if isinstance(check, Rows):
        limits = (
            {"mustBeGreaterOrEqualTo": check.at_least}
            if check.at_most is None
            else {"mustBeBetween": [check.at_least, check.at_most]}
        )
        return _library("rows_are_there", "coverage", "rowCount", **limits, **told)
    query = (
        f"SELECT count(r.`{check.column}`) / nullif(count(*), 0) FROM ${{table}} t LEFT JOIN "
        f"(SELECT DISTINCT `{check.column}` FROM {check.table.name}) r ON t.`{check.field}` = r.`{check.column}` "
        f"WHERE t.`{check.field}` IS NOT NULL"
    )
    kind = {"type": "sql", "query": query, "dimension": "consistency", "mustBeGreaterOrEqualTo": check.share}
    return {"name": f"{check.field}_is_found", **told, **kind}
