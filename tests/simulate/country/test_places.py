"""What members call the place where they live: in each language, in each spelling, before and after the reform."""

import pytest

from gcrm.simulate.country.places import place_names
from gcrm.simulate.parameters import LANGUAGES

KEY = ["lives", "half", "reformed", "variant"]


@pytest.fixture(scope="module")
def called(spark, scene):
    return place_names(spark, scene.country).toPandas().set_index(KEY).sort_index()


@pytest.fixture(scope="module")
def moved(scene):
    """The neighbourhoods that the reform gave other codes, with the codes that they have then."""
    places = scene.country.neighbourhoods
    return {i: codes for i, codes in places["new_area_ids"].items() if codes != [places["area_id"][i]]}


def test_every_member_finds_one_name_whatever_half_time_and_language(called, scene):
    assert called.index.is_unique
    variants = [*LANGUAGES, "0", "1", "2"]
    assert len(called) == len(scene.country.neighbourhoods) * 2 * 2 * len(variants)
    assert set(called.index.get_level_values("variant")) == set(variants)
    assert called.notna().all().all()


def test_before_the_reform_both_halves_are_called_as_the_area_is(called, scene):
    areas = scene.country.areas.set_index("area_id")
    for i, code in scene.country.neighbourhoods["area_id"].items():
        names = areas.loc[code, "names"]
        for half in (0, 1):
            told = called.loc[(i, half, 0)]
            assert {name: told.loc[name, "place"] for name in LANGUAGES} == {
                name: getattr(names, name) for name in LANGUAGES
            }
            assert [told.loc[str(k), "place"] for k in range(3)] == [*names.spellings]
            assert set(told["province"]) == {areas.loc[code, "region_code"]}


def test_after_it_the_halves_of_a_split_neighbourhood_have_names_of_their_own(called, scene, moved):
    reformed = scene.country.reformed.set_index("area_id")
    split = [i for i, codes in moved.items() if len(codes) == 2]
    assert len(split) == scene.world.areas.split
    for i in split:
        found = [called.loc[(i, half, 1, "0"), "place"] for half in (0, 1)]
        assert found == [reformed.loc[code, "name"] for code in moved[i]]
        assert found[0] == called.loc[(i, 0, 0, "0"), "place"] != found[1], "the first half keeps the name"


def test_neighbourhoods_that_became_one_are_called_the_same(called, scene, moved):
    codes = [codes[0] for codes in moved.values()]
    merged = [i for i, its in moved.items() if codes.count(its[0]) == 2]
    assert len(merged) == 2 * scene.world.areas.merged
    after = {called.loc[(i, half, 1, "ko"), "place"] for i in merged for half in (0, 1)}
    before = {called.loc[(i, 0, 0, "ko"), "place"] for i in merged}
    assert (len(after), len(before)) == (scene.world.areas.merged, 2 * scene.world.areas.merged)


def test_where_nothing_changed_names_stay(called, scene, moved):
    for i in set(scene.country.neighbourhoods.index) - set(moved):
        assert called.loc[(i, 0, 1)].equals(called.loc[(i, 0, 0)])
