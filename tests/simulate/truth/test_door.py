"""The truth of a small coalition, against the files that were delivered of it."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from tests.simulate.coalition import DAYS, MEMBERS, SETS, number, true
from tests.simulate.conftest import CONF, SEED

from gcrm.core.errors import UsageError
from gcrm.simulate.files import zone as zones
from gcrm.simulate.truth import SUPERSEDED, Place, Truth, place
from gcrm.simulate.world import load


@pytest.fixture(scope="module")
def truth(spark, scene, zone):
    return Truth(spark, Place(scene, zone, DAYS))


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


def test_members_are_stated_where_a_register_names_them(truth, zone):
    rows = truth.members().collect()
    assert len(rows) == MEMBERS
    registers = [pd.read_csv(path, dtype=str) for path in zone.glob("programme/members/*.csv")]
    assert {row.card for row in rows if row.is_stated} == set(pd.concat(registers)["Card"])
    assert 0 < sum(row.is_stated for row in rows) < MEMBERS


def test_defects_in_a_file_that_is_corrected_are_superseded(truth, zone, fates):
    corrected = {path for path, fate in fates[0].items() if fate == "corrected" and "_corrected." not in path}
    rows = truth.defects().collect()
    assert len(rows) == len(true(zone, "defects"))
    assert {row.file for row in rows if row.becomes == SUPERSEDED} <= corrected
    assert {row.becomes for row in rows if row.file in corrected} == {SUPERSEDED}
    others = [row for row in rows if row.file not in corrected]
    assert {row.becomes for row in others} == {"kept", "repeated", "quarantined"}
    assert all(row.becomes == truth.kinds[row.kind] for row in others)


def test_cells_are_the_lines_that_must_be_kept(truth, tills, fates):
    """By hand: every line of the last version of each file, but for planted repetitions and defects to be refused."""
    gone = {(row.file, row.line) for row in truth.defects().collect() if row.becomes in ("repeated", "quarantined")}
    kept = Counter[str](), Counter[str]()
    for path, (_, baskets) in tills.items():
        if (fates[0].get(path) == "corrected" and "_corrected." not in path) or path not in fates[0]:
            continue
        for basket in baskets:
            if basket.is_whole and (path, basket.line) not in gone:
                partner = path.split("/")[1].partition("_")[0]
                kept[0][partner] += 1
                kept[1][partner] += int(number(basket.facts["amount"]) * Decimal(100))
    rows = truth.cells().groupBy("partner_id").agg({"n_lines": "sum", "cents": "sum"}).collect()
    assert {row["partner_id"]: row["sum(n_lines)"] for row in rows} == dict(kept[0])
    assert {row["partner_id"]: row["sum(cents)"] for row in rows} == dict(kept[1])


def test_who_goes_more_often_may_be_expected_to_spend_more(truth, zone):
    spends = {row.member: row.log_spend for row in truth.spends().collect()}
    rates = Counter[int]()
    for row in true(zone, "repertoires"):
        rates[row["member"]] += row["rate"]
    by_rate = sorted(spends, key=lambda member: rates[member])
    third = len(by_rate) // 3
    low, high = ([spends[member] for member in part] for part in (by_rate[:third], by_rate[-third:]))
    assert sum(low) / third < sum(high) / third


def test_areas_hold_the_people_of_the_country(truth, scene):
    areas = truth.areas()
    places = scene.country.neighbourhoods
    assert areas["people"].sum() == pytest.approx(places["population"].sum())
    assert set(areas["area_id"]) == set(places["area_id"])
    richer = areas.set_index("area_id")["mean_relative_log_income"]
    expected = places.set_index("area_id")["mean_log_income"] + scene.world.members.income_bias
    assert (richer + scene.world.income.mean_log - expected).abs().max() < 1e-9
