"""Every setting of a coalition, and where it comes from."""

import json

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.main import run

COALITIONS = sorted(path.name for path in (REPOSITORY / "conf" / "coalitions").iterdir())


@pytest.fixture
def printed(capsys):
    def config(*given, coalition="demo"):
        code = run(["config", "--coalition", coalition, "--conf", str(REPOSITORY / "conf"), *given])
        said = capsys.readouterr()
        assert (code, said.err) == (0, "")
        return said.out

    return config


def settings(printed, *given, **more):
    """(group, key) to value, origin and whether it is changed."""
    rows = json.loads(printed("--format", "json", *given, **more))
    return {(row["group"], row["key"]): (row["value"], row["origin"], row["changed"]) for row in rows}


def test_each_layer_of_configuration_is_named(printed):
    found = settings(printed, "--set", "models.segment_choices.k_max=6", "--set", "privacy.min_members=25")
    demo = "conf/coalitions/demo/coalition.yml"
    assert found["coalition", "currency"] == ("XTS", f"{demo}:2", True)
    assert found["environment", "as_of.table"] == ("silver.transactions", "conf/base.yml:4", True)
    assert found["environment", "places.lakehouse"][1:] == (
        "default of gcrm.core.settings.config.AgreedPlaces", False,
    )  # fmt: skip
    assert found["spark", "spark.master"] == ("local[*]", "conf/env/local.yml:4", True)
    assert found["matching", "place_level"] == ("neighbourhood", f"{demo}:5", True)
    assert found["privacy", "min_members"] == (25, "--set privacy.min_members=25", True)
    assert found["features.areas", "min_listings"] == (5, f"{demo}:61", True)
    chosen = {key: found["models.segment_choices", key] for key in ("k_min", "k_max")}
    assert chosen == {
        "k_min": (2, "default of gcrm.models.segments.settings.Settings", False),
        "k_max": (6, "--set models.segment_choices.k_max=6", True),
    }


def test_only_what_differs_is_shown_where_that_is_asked_for(printed):
    changed = settings(printed, "--changed")
    assert all(is_changed for _, _, is_changed in changed.values())
    assert changed == {key: told for key, told in settings(printed).items() if told[2]}
    assert ("privacy", "min_members") not in changed


def test_a_cluster_is_part_of_its_environment(printed):
    found = settings(printed, "--env", "small")
    assert found["cluster", "users.ingest"] == ("steward", "conf/env/yarn.yml:9", True)
    assert found["cluster", "schedule.deadline_hours"][0] == 6
    assert found["environment", "places.vault"][:2] == ("hdfs:///vault/demo", "conf/env/yarn.yml:5")
    assert found["environment", "workers"][:2] == (2, "conf/env/small.yml:3")


def test_lines_stand_below_their_group_with_the_tables_that_share_it(printed):
    blocks = {block.split(maxsplit=1)[0]: block.splitlines() for block in printed().split("\n\n")}
    assert blocks["privacy"][0].startswith("privacy  for publish.area_power, publish.portraits, ")
    assert [line.split() for line in blocks["privacy"][1:]] == [
        ["min_members", "10", "default", "of", "gcrm.publish.gate.Settings"],
        ["dominance", "0.2", "default", "of", "gcrm.publish.gate.Settings"],
    ]
    assert "  area_levels     [region, province, district, neighbourhood]" in blocks["coalition"][4]


@pytest.mark.parametrize("coalition", COALITIONS)
def test_no_default_of_a_table_is_written_down_a_second_time(printed, coalition):
    around = ("coalition", "environment", "spark")
    found = settings(printed, coalition=coalition)
    twice = [key for key, (_, origin, _) in found.items() if key[0] not in around and origin.startswith("conf/base")]
    assert twice == []


def test_how_much_may_be_wrong_is_told_with_its_defaults_and_set_key_by_key(printed):
    own, demo = "tables.silver.payments.refused.stop", REPOSITORY / "conf/coalitions/demo/coalition.yml"
    found = settings(printed, "--set", f"quality.{own}=80%", "--set", "quality.few=50")
    line = 1 + next(i for i, line in enumerate(demo.read_text().splitlines()) if line.startswith("quality:"))
    assert found["quality", "refused.stop"] == ("50%", "default of gcrm.quality.settings.Refused", False)
    assert found["quality", "stale.warn"] == (None, f"conf/coalitions/demo/coalition.yml:{line}", True)
    assert found["quality", "few"] == (50, "--set quality.few=50", True)
    assert found["quality", own] == ("80%", f"--set quality.{own}=80%", True)
