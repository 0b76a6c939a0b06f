"""A kind of file of a feed is a bronze step: which files it finds, and what of their rows it shows."""

import pytest

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.bronze.landing import landings
from gcrm.core.testing import same
from gcrm.sources.limits import Limits
from gcrm.sources.spec import FileSpec

FILES = {
    "sales": FileSpec("**/s*.csv", "csv", ("id", "name"), key=("id",)),
    "people": FileSpec("p*.csv", "csv", ("id", "name"), key=("id",), personal=("name",)),
}


def steps_of(root):
    return landings([Feed("till", FeedSpec("Till", FILES, "till"), {}, "conf/till")], root)


def test_files_are_found_by_pattern_in_the_order_of_their_names(tmp_path):
    root = tmp_path / "landing"
    for name in ("b/s2.csv", "s3.csv", "a/deep/s1.csv", "other.csv", "a/s4.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("id,name\n")
    (root / "s9.csv").symlink_to(root / "b/s2.csv")
    (root / "s0.csv").mkdir()
    sales, people = steps_of(root)
    assert [sales.relative(path) for path in sales.find()] == ["a/deep/s1.csv", "b/s2.csv", "s3.csv", "s9.csv"]
    assert people.find() == []
    assert [step.find() for step in steps_of(None)] == [[], []], "without a landing folder nothing is new"


def test_a_file_is_refused_by_the_limits_that_are_given(tmp_path):
    (tmp_path / "s1.csv").write_text("id,name,c,d\n")
    feeds = [Feed("till", FeedSpec("Till", FILES, "till"), {}, "conf/till")]
    said = [landings(feeds, tmp_path, Limits(columns=n))[0].examine(str(tmp_path / "s1.csv")) for n in (3, 4)]
    assert said == [Limits(columns=3).width(4), None]


def test_tables_of_people_lie_in_the_vault():
    assert [step.output.name for step in steps_of(None)] == ["bronze.till_sales", "vault.till_people"]


@pytest.mark.parametrize(("position", "extra"), [(0, {"undeclared": "1"}), (1, {"tip": "7"})])
def test_what_nobody_declared_is_shown_in_the_vault_alone_and_counted_elsewhere(spark, tmp_path, position, extra):
    path = tmp_path / ("p1.csv" if position else "s1.csv")
    path.write_text("id,name,tip\n1,a,7\n")
    step = steps_of(tmp_path)[position]
    frame = step.read(spark, {str(path): (path.name, 1)})
    same(frame.select("id", "_extra"), [("1", extra)])
