"""Deliveries of tills: what came, what did not, what came twice, and in which layout."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pyspark.sql import functions as F
from tests.simulate.coalition import DAYS, NEW_LAYOUT_DAY, again, delivered, number, true

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.simulate.files.dirt import KINDS
from gcrm.simulate.files.published import small_files
from gcrm.simulate.files.systems import SYSTEMS
from gcrm.simulate.files.tills import delivered as lines_of
from gcrm.simulate.files.tills import reach_back, style, written
from gcrm.simulate.files.writer import CORRECTED, NORMAL
from gcrm.simulate.scene import Scene


def test_the_files_that_are_there_are_those_that_the_truth_tells_of(zone, scene, fates):
    told, _ = fates
    small = {path for path, (day, _) in small_files(scene).items() if day < DAYS}
    came = {path for path, kind in told.items() if kind != "missing"}
    twice = {again(path) for path, kind in told.items() if kind == "twice"}
    assert set(delivered(zone)) == small | came | twice
    assert {"file", "missing", "twice", "corrected"} == set(told.values())


def test_rows_of_files_are_as_many_as_the_truth_says(zone, tills):
    rows = {row["path"]: row["n_rows"] for row in true(zone, "deliveries") if row["kind"] != "missing"}
    assert {path: len(baskets) for path, (_, baskets) in tills.items() if "_again" not in path} == {
        path: n for path, n in rows.items() if path.split("/")[0] in SYSTEMS
    }
    lines = {path: (zone / path).read_bytes().count(b"\n") for path in rows if path.split("/")[0] not in SYSTEMS}
    assert {path: n - path.endswith(".csv") for path, n in lines.items()} == {path: rows[path] for path in lines}


def test_what_was_sent_twice_is_the_same_bytes(zone, fates):
    twice = [path for path, kind in fates[0].items() if kind == "twice"]
    assert {path.split("/")[0] for path in twice} >= {"mall", "norda"}
    for path in twice:
        assert (zone / path).read_bytes() == (zone / again(path)).read_bytes()


def test_a_corrected_delivery_comes_twice_with_other_amounts(tills, fates):
    firsts = [path for path, kind in fates[0].items() if kind == "corrected" and "_corrected" not in path]
    assert len(firsts) * 2 == sum(kind == "corrected" for kind in fates[0].values()) > 4
    higher = 0
    for path in firsts:
        folder, name = path.rsplit("/", 1)
        one, other = (tills[p][1] for p in (path, f"{folder}/{name.replace('.', '_corrected.', 1)}"))
        assert len(one) == len(other)
        for was, corrected in zip(one, other, strict=True):
            same = {name for name in was.facts if was.facts[name] == corrected.facts[name]}
            assert same | {"amount"} == set(was.facts)
            higher += number(was.facts["amount"]) > number(corrected.facts["amount"])
    assert higher > len(firsts)


def test_headers_are_in_the_layout_that_the_truth_tells(tills, fates):
    told, odd = fates
    kinds = Counter()
    for path, (header, _) in tills.items():
        if SYSTEMS[path.split("/")[0]].kind == "parquet":
            continue
        as_given = path.replace("_again", "")
        found = {
            kind
            for kind, is_so in (
                ("recased", all(name == name.upper() for name in header)),
                ("reordered", header[-1].casefold() == "receipt"),
                ("new_layout", "till" in [name.casefold() for name in header]),
            )
            if is_so
        }
        assert found == odd.get(as_given, set()), path
        assert as_given in told
        kinds.update(found)
    assert set(kinds) == {"recased", "reordered", "new_layout"}


def test_the_new_layout_begins_on_its_day(tills, scene):
    begins = scene.world.start + timedelta(days=NEW_LAYOUT_DAY)
    found = Counter()
    for path, (_, baskets) in tills.items():
        if path.startswith("chaiyo/"):
            is_late = date.fromisoformat(path.rsplit("/", 1)[1][:10]) >= begins
            found[is_late] += 1
            assert all(("till" in b.facts) == is_late for b in baskets if b.is_whole)
            assert all(("-" in b.facts["sold"]) == is_late for b in baskets if b.is_whole)
    assert min(found[True], found[False]) > 3


# Lines before they are written, in worlds with nothing wrong but what a test asks for.

LINE = "visit bigint, line int, member bigint, brand int, day int"
GROCER, MALL, AIRLINE = 0, 10, 11  # positions of brands: delivered by the week, by the day, and as Parquet


@pytest.fixture(scope="module")
def world_with(scene):
    def made(**rates):
        clean = dict.fromkeys((*KINDS, "missing", "twice", "corrected", "truncated", "recased", "reordered"), 0.0)
        return Scene(replace(scene.world, dirt=replace(scene.world.dirt, **(clean | rates))), 7, 300)

    return made


def test_a_shop_delivers_by_the_week_and_the_mall_by_the_day(spark, world_with):
    given = small(spark, LINE, [(1, 1, 5, GROCER, 8), (2, 1, 5, MALL, 8)])
    made = lines_of(given, world_with(), 7, 14)
    same(made, [(1, 13, NORMAL, 0, None), (2, 8, NORMAL, 0, None)], "visit", "delivery", "fate", "copy", "kind")


def test_deliveries_of_other_days_are_not_of_the_range(spark, world_with):
    given = small(spark, LINE, [(day, 1, 5, MALL, day) for day in (6, 7, 13, 14)])
    same(lines_of(given, world_with(), 7, 14), [(7,), (13,)], "visit")


def test_a_late_line_comes_a_week_or_more_later_and_no_later_than_is_reached_back(spark, world_with):
    scene = world_with(late=1.0)
    given = small(spark, LINE, [(visit, 1, 5, brand, 0) for visit in range(500) for brand in (GROCER, MALL)])
    days = {brand: [day for at, day in plain(lines_of(given, scene, 0, 364), "brand", "delivery") if at == brand]
            for brand in (GROCER, MALL)}  # fmt: skip
    assert (min(days[MALL]), max(days[MALL])) == (8, 7 + scene.world.dirt.late_days)
    assert {day % 7 for day in days[GROCER]} == {6}
    assert max(days[GROCER]) < reach_back(scene)


def test_a_line_that_stands_twice_in_a_corrected_delivery_is_four_rows(spark, world_with):
    given = small(spark, LINE, [(1, 1, 5, GROCER, 0)])
    made = lines_of(given, world_with(duplicate=1.0, corrected=1.0), 0, 7)
    first, second = (0, None, CORRECTED), (0, "duplicate", CORRECTED)
    same(made, [first, second, (1, None, CORRECTED), (1, "duplicate", CORRECTED)], "copy", "kind", "fate")
    assert made.select("file").distinct().count() == 2, "each version is a file"


def test_nothing_of_parquet_is_cut_off(spark, world_with):
    given = small(spark, LINE, [(1, 1, 5, GROCER, 0), (2, 1, 5, AIRLINE, 0)])
    cut = lines_of(given, world_with(truncated=1.0), 0, 7).filter(F.col("fate") != NORMAL)
    same(cut, [(1,)], "visit")


def test_a_line_lies_in_the_file_of_its_partner_and_delivery_and_a_correction_beside_it(spark, world_with):
    scene = world_with()
    line = f"{LINE}, delivery int, fate int, copy int, kind string, store_id string, second int, category int, "
    sold = "article string, quantity bigint, amount bigint, discount bigint"
    copies = ((255, 1, 5, GROCER, 3, 6, CORRECTED, copy) for copy in (0, 1))
    given = [(*copy, None, "S1", 36_005, 0, "00012", 1000, 1000, 0) for copy in copies]
    made = written(small(spark, line + sold, given), "norda", scene)
    day = scene.world.start + timedelta(days=6)
    same(
        made.withColumn("paid", F.split("record", ",")[8]),
        [(f"norda/B001/{day}.csv", "11.00", "B001-ff"), (f"norda/B001/{day}_corrected.csv", "10.00", "B001-ff")],
        "path", "paid", "receipt",
    )  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_writer_is_told_how_a_system_writes(name):
    system, told = SYSTEMS[name], style(name)
    assert bool(told.types) == (system.kind == "parquet")
    assert len(told.headers) == (8 if system.kind == "csv" else 0)
    if system.kind != "parquet":
        assert (told.encoding, told.gzipped) == (system.encoding, system.gzipped)
    else:
        assert told.types["fare"] == "decimal"
        assert told.types["Receipt"] == "string"
