"""What `gcrm check` says of the coalitions that come with the project; no Spark in it."""

from pathlib import Path

import pytest
from tests.feeds.delivery import CONF, project

from gcrm.cli import check
from gcrm.cli.project import assemble
from gcrm.core.contracts.step import Landing, Step
from gcrm.core.contracts.table import Raw

CANONICAL = {
    "brazil": {
        "area_indicators",
        "areas",
        "listings",
        "members",
        "partners",
        "payments",
        "posts",
        "products",
        "stores",
        "transactions",
    },
    "grocer": {"members", "partners", "products", "stores", "transactions"},
}


@pytest.mark.parametrize("coalition", sorted(CANONICAL))
def test_configuration_is_sound(coalition: str) -> None:
    made = project(coalition)
    assert "configuration is sound" in check.report(made, None).text()
    given = {name for feed in made.feeds for name in feed.sql}
    assert given == CANONICAL[coalition]


@pytest.mark.parametrize("coalition", sorted(CANONICAL))
def test_an_empty_landing_is_named(coalition: str, tmp_path: Path) -> None:
    assert any(str(tmp_path) in problem for problem in check.mistakes(project(coalition, tmp_path), str(tmp_path)))


@pytest.mark.parametrize("coalition", sorted(CANONICAL))
def test_every_personal_column_is_in_the_vault(coalition: str) -> None:
    steps = project(coalition).steps
    landed = [step.output for step in steps if isinstance(step, Landing)]
    direct = {f"{table.layer}.{field.name}" for table in landed for field in table.fields if field.pii == "direct"}
    assert direct
    assert {name.partition(".")[0] for name in direct} == {"vault"}


@pytest.mark.parametrize("coalition", sorted(CANONICAL))
def test_pseudonyms_are_made_wherever_a_member_is_named(coalition: str) -> None:
    named = [
        step.output.name
        for step in project(coalition).steps
        if isinstance(step, Step)
        for given in step.inputs.values()
        if isinstance(given, Raw)
        and "member_id" in given.columns
        and given.fields[0].pii != "direct"
        and next(field for field in given.fields if field.name == "member_id").pii != "pseudonym"
    ]
    assert named == []


def test_a_grocers_day_reads_only_its_own_lines() -> None:
    specs = {feed.name: feed.spec.selects for feed in project("grocer").feeds}
    assert specs["journey"]["transactions"].by == ("basket_id",)
    assert specs["journey"]["stores"].by == ()


def test_a_coalition_chooses_the_level_whose_names_partners_write() -> None:
    tables = ("silver.listings", "silver.members", "silver.posts", "silver.stores")
    usual = project("brazil").settings
    assert [usual[name].place_level for name in tables] == ["municipality"] * 4
    chosen = assemble(CONF, "brazil", "local", ["matching.place_level=neighbourhood"], None, lambda: b"k" * 32)
    assert [chosen.settings[name].place_level for name in tables] == ["neighbourhood"] * 4
