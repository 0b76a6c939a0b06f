"""The reform: the crosswalk accounts for every code that vanishes and for everybody who lives there."""

from dataclasses import replace

import pytest
import shapely

from gcrm.simulate.country import build


def leaves(areas):
    return areas[areas["level"] == "neighbourhood"].set_index("area_id")


def test_shares_of_an_area_add_up_to_1_and_people_are_conserved(country):
    before, after = leaves(country.areas)["population"], leaves(country.reformed)["population"]
    shares = country.changes.groupby("old_area_id")["population_share"].sum()
    assert shares.to_list() == pytest.approx([1.0] * len(shares))
    assert after.sum() == before.sum()
    moved = country.changes[country.changes["old_area_id"].isin(before.index)]
    moved = moved.assign(people=moved["old_area_id"].map(before) * moved["population_share"])
    found = moved.groupby("new_area_id")["people"].sum()
    assert found.to_list() == pytest.approx(after[found.index].to_list())


def test_every_code_that_vanishes_is_in_the_crosswalk_and_no_other(country):
    before, after = set(country.areas["area_id"]), set(country.reformed["area_id"])
    assert set(country.changes["old_area_id"]) == before - after
    assert set(country.changes["new_area_id"]) == after - before


def test_kinds_are_as_many_as_asked_for(country, world):
    changes = country.changes
    kinds = changes.groupby("kind")
    per_new = kinds.get_group("merged").groupby("new_area_id").size()
    per_old = kinds.get_group("split").groupby("old_area_id").size()
    assert per_new.to_list() == [2] * world.areas.merged
    assert per_old.to_list() == [2] * world.areas.split
    old = kinds.get_group("recoded")["old_area_id"].to_list()
    [district] = [code for code in old if code.startswith("D")]
    places = country.neighbourhoods
    assert {*old} == {district, *places.loc[places["district_id"] == district, "area_id"]}


def test_new_codes_continue_the_numbering(country, world):
    new = sorted(code for code in set(country.changes["new_area_id"]) if code.startswith("N"))
    first = world.areas.neighbourhoods + 1
    assert new == [f"N{i:04d}" for i in range(first, first + len(new))]
    assert f"D{world.areas.districts + 1:03d}" in set(country.changes["new_area_id"])


def test_merged_and_split_areas_are_made_of_the_old_ones_and_recoded_ones_are_the_same(country):
    before = country.areas.set_index("area_id")["geometry"]
    after = country.reformed.set_index("area_id")["geometry"]
    for kind, by, one, other in (
        ("merged", "new_area_id", after, before),
        ("recoded", "new_area_id", after, before),
        ("split", "old_area_id", before, after),
    ):
        rows = country.changes[country.changes["kind"] == kind]
        for code, parts in rows.groupby(by):
            across = parts["old_area_id" if by == "new_area_id" else "new_area_id"]
            assert shapely.union_all(other[across].to_numpy()).equals(one[code])


def test_a_merged_area_and_a_second_half_take_new_names_all_others_keep_theirs(country):
    before, after = country.areas.set_index("area_id")["name"], country.reformed.set_index("area_id")["name"]
    changes = country.changes.assign(
        old=country.changes["old_area_id"].map(before), new=country.changes["new_area_id"].map(after)
    )
    of = dict(iter(changes.groupby("kind")))
    assert (of["recoded"]["old"] == of["recoded"]["new"]).all()
    assert not set(of["merged"]["new"]) & set(before)
    halves = of["split"].groupby("old_area_id")
    assert (halves.first()["new"] == halves.first()["old"]).all()
    assert not set(halves.last()["new"]) & set(before)
    kept = before.index.intersection(after.index)
    assert (before[kept] == after[kept]).all()


def test_a_neighbourhood_knows_where_its_people_are_after_the_reform(country):
    after = leaves(country.reformed)["population"]
    people = dict.fromkeys(after.index, 0.0)
    for place in country.neighbourhoods.itertuples():
        for code, share in zip(place.new_area_ids, place.new_shares, strict=True):
            people[code] += share * place.population
    assert people == pytest.approx(after.to_dict())


def test_a_reform_of_more_pairs_than_there_are_says_how_many_there_are(world):
    few = replace(world.areas, regions=1, provinces=1, districts=13, neighbourhoods=16, merged=4, split=0)
    with pytest.raises(ValueError, match=r"only [0-3] pairs of neighbours can be merged; lower areas.merged from 4"):
        build(replace(world, areas=few, drop=replace(world.drop, region=1)), 1)
