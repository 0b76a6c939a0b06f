"""The truth of a small coalition, against the files that were delivered of it."""

from dataclasses import replace

import pandas as pd
import pytest
from tests.simulate.coalition import DAYS, MEMBERS, SETS, true
from tests.simulate.conftest import CONF, SEED

from gcrm.core.errors import UsageError
from gcrm.simulate.files import zone as zones
from gcrm.simulate.truth import SUPERSEDED, place
from gcrm.simulate.world import load


def noted(out, *sets):
    note = zones.note(load(CONF, [*sets]), SEED, MEMBERS, 0, DAYS)
    zones.write(out, replace(note, done_until=DAYS))
    return out / "truth"


def test_the_truth_is_that_of_its_note(tmp_path):
    found = place(noted(tmp_path, *SETS), CONF, SETS)
    assert (found.out, found.end_day, found.scene.seed, found.scene.n_members) == (tmp_path, DAYS, SEED, MEMBERS)
    assert found.scene.world == load(CONF, SETS)


def test_a_folder_that_is_no_truth_is_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="is no truth of a simulation; give the folder `truth` below what"):
        place(tmp_path / "truth", CONF, [])
    with pytest.raises(UsageError, match="is no truth of a simulation"):
        place(noted(tmp_path).parent / "landing", CONF, [])


def test_another_world_is_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="made with other parameters; give the same --set"):
        place(noted(tmp_path, "panel.share=0.5"), CONF, [])


def test_a_truth_of_the_version_before_is_one_sentence(tmp_path):
    zones.write(tmp_path, replace(zones.note(load(CONF, []), SEED, MEMBERS, 0, DAYS), version=1, streams=()))
    with pytest.raises(UsageError, match="was simulated by another version of G-CRM, with other parameters"):
        place(tmp_path / "truth", CONF, [])


def test_members_are_stated_where_a_register_names_them(zone_truth, zone):
    rows = zone_truth.members().collect()
    assert len(rows) == MEMBERS
    registers = [pd.read_csv(path, dtype=str) for path in zone.glob("programme/members/*.csv")]
    assert {row.card for row in rows if row.is_stated} == set(pd.concat(registers)["Card"])
    assert 0 < sum(row.is_stated for row in rows) < MEMBERS


def test_defects_in_a_file_that_is_corrected_are_superseded(zone_truth, zone, fates):
    corrected = {path for path, fate in fates[0].items() if fate == "corrected" and "_corrected." not in path}
    rows = zone_truth.defects().collect()
    assert len(rows) == len(true(zone, "defects"))
    assert {row.file for row in rows if row.becomes == SUPERSEDED} <= corrected
    assert {row.becomes for row in rows if row.file in corrected} == {SUPERSEDED}
    others = [row for row in rows if row.file not in corrected]
    assert {row.becomes for row in others} == {"kept", "repeated", "quarantined"}
    assert all(row.becomes == zone_truth.kinds[row.kind] for row in others)


def test_posts_tell_what_their_text_says(zone_truth, zone):
    delivered = {post["post_id"]: post for post in true(zone, "posts")}
    rows = zone_truth.posts().collect()
    assert {row.post_id for row in rows} == delivered.keys()
    for row in rows:
        post = delivered[row.post_id]
        assert row.place is None or post["names_place"]
        assert row.sentiment == ("negative", "neutral", "positive")[post["sentiment"] + 1]
        assert (row.is_early_adopter is None) == (post["member"] is None)


def test_only_trends_of_the_days_simulated_are_told(zone_truth):
    assert zone_truth.trends() == {}  # 70 days; the first trend rises on day 120
