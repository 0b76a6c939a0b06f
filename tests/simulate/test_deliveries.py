"""Deliveries of tills: what came, what did not, what came twice, and in which layout."""

from collections import Counter
from datetime import date, timedelta

from tests.simulate.coalition import DAYS, NEW_LAYOUT_DAY, again, delivered, number, true

from gcrm.simulate.files.published import small_files
from gcrm.simulate.files.systems import SYSTEMS


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
