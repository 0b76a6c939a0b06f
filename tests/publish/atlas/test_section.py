"""What a section may declare, and what it may look at."""

import dataclasses
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

import gcrm.publish
from gcrm.core.contracts.table import ContractError, Field, Table
from gcrm.marts.sales_changes import SALES_CHANGES
from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.section import Section, Shown, discover
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.members import SILVER_MEMBERS

AGREED = Agreed("Made Up", "made_up", "BRL")
SALES = Section(
    name="sales",
    title="Sales",
    about="What was sold",
    order=1,
    home=__name__,
    tables=(PUBLISHED_SALES_CHANGES,),
    show=lambda look: Shown(f"{len(look.rows(PUBLISHED_SALES_CHANGES))} rows"),
    findings=lambda look: [f"{len(look.rows(PUBLISHED_SALES_CHANGES))} were found"],
    words={"en": {"unit": "euros", "note": "a note"}, "pt": {"title": "Vendas", "note": "uma nota"}},
)


def test_sections_come_in_the_order_of_the_navigation() -> None:
    found = discover()
    assert [section.order for section in found] == sorted(section.order for section in found)
    ours = {"map", "segments", "areas", "sales_changes", "arrivals"}
    assert [section.name for section in found if section.name in ours][:2] == ["map", "segments"]


@pytest.mark.parametrize("table", [SALES_CHANGES, SILVER_MEMBERS])
def test_a_table_that_has_not_passed_the_gate_cannot_be_shown(table: Table) -> None:
    noun = table.name.partition(".")[2]
    with pytest.raises(ContractError, match=f"has not passed the gate: read publish.{noun}, which published"):
        dataclasses.replace(SALES, also=(table,))


def test_what_is_known_of_places_needs_no_gate() -> None:
    assert dataclasses.replace(SALES, also=(SILVER_AREAS,)).also == (SILVER_AREAS,)


def test_a_name_or_a_library_that_cannot_be_is_refused() -> None:
    with pytest.raises(ContractError, match=r"'\.\./sales' must be named in lower case letters"):
        dataclasses.replace(SALES, name="../sales")
    with pytest.raises(ContractError, match=r"asks for d3\.js; there is plotly\.js"):
        dataclasses.replace(SALES, libraries=("d3.js",))


def test_words_are_of_the_language_where_there_are_some_and_english_where_not() -> None:
    assert SALES.said("pt") == {
        "title": "Vendas", "about": "What was sold", "empty": "its tables hold no row", "unit": "euros",
        "note": "uma nota",
    }  # fmt: skip
    assert SALES.said("vi")["note"] == "a note"


def test_a_section_without_its_table_finds_nothing() -> None:
    assert SALES.found(Look(AGREED, Given({}))) == []
    assert SALES.found(Look(AGREED, Given({"publish.sales_changes": [{}, {}]}))) == ["2 were found"]


def test_a_section_reads_what_it_names() -> None:
    nosy = dataclasses.replace(SALES, findings=lambda look: [str(look.rows(PUBLISHED_PORTRAITS))])
    look = Look(AGREED, Given({"publish.sales_changes": [], "publish.portraits": []}))
    with pytest.raises(
        ContractError, match=r"reads publish\.portraits, which it does not name; its tables are publish"
    ):
        nosy.found(look)


def test_a_section_that_lacks_one_of_its_tables_names_it() -> None:
    other = Table("publish.other", "", (Field("id", "string", ""),))
    both = dataclasses.replace(SALES, tables=(PUBLISHED_SALES_CHANGES, other))
    assert both.lacking(Look(AGREED, Given({"publish.sales_changes": []}))) == other


def test_every_template_and_script_travels_in_a_wheel() -> None:
    told = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    root = Path(gcrm.publish.__file__).parent
    patterns = [pattern.removeprefix("**/") for pattern in told["gcrm.publish"]]
    files = [path for path in root.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    assert {path.suffix for path in files} == {".html", ".css", ".js"}
    assert [path for path in files if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []
