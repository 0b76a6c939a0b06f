"""Which cells may be shown beside each other."""

from gcrm.publish.suppression import Suppression


def safe(counts, nested=None, totals=None, stay=None, candidates=None, least=10):
    wanted = [key for key, n in counts.items() if n >= least] if candidates is None else candidates
    nested = dict.fromkeys(counts, ()) if nested is None else nested
    totals = dict.fromkeys(counts, "") if totals is None else totals
    return Suppression(counts, nested, totals, stay or {}, least).safe(wanted)


def test_one_small_cell_takes_the_smallest_large_one_along():
    assert safe({"a": 3, "b": 12, "c": 400}) == {"c"}
    assert safe({"a": 0, "b": 120, "c": 400}) == {"b", "c"}


def test_where_no_other_cell_can_hide_it_the_whole_is_withheld():
    counts, nested = {"all": 120, "a": 9, "b": 111}, {"all": (), "a": ("all",), "b": ("all",)}
    assert safe(counts, nested) == {"all"}
    assert safe({"all": 120, "a": 9}, {"all": (), "a": ("all",)}) == set()


def test_what_stays_shown_hides_nothing_any_more():
    assert safe({"a": 3, "b": 12, "c": 400}, stay={"b": 10}, candidates=["c"]) == set()


def test_cells_of_another_sum_are_judged_apart():
    counts = {"a": 3, "b": 12, "c": 400, "d": 5000}
    assert safe(counts, totals={"a": "x", "b": "x", "c": "y", "d": "y"}) == {"c", "d"}
