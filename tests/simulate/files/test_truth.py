"""Where the truth is kept, and that a range of days replaces its own part alone."""

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.simulate.files import truth


def test_a_range_of_days_replaces_its_own_part(spark, tmp_path):
    for day, n in ((0, 1), (42, 2), (42, 3)):
        truth.keep(small(spark, "n int", [(n,)]), tmp_path, "visits", day)
    same(truth.read(spark, tmp_path, "visits", 42), [(3,)])
    same(truth.read(spark, tmp_path, "visits"), [(1,), (3,)], "n")
    assert truth.folder(tmp_path, "visits", 42).name == "from_day=00042"


def test_a_table_stands_when_it_was_written_whole(spark, tmp_path):
    assert not truth.stands(tmp_path, "members")
    truth.keep(small(spark, "n int", [(1,)]), tmp_path, "members")
    assert truth.stands(tmp_path, "members")
    (truth.folder(tmp_path, "members") / "_SUCCESS").unlink()
    assert not truth.stands(tmp_path, "members")


def test_what_the_writer_reported_becomes_deliveries_and_defects(spark, tmp_path):
    told = [
        ("a.csv", "file", 5, None),
        ("b.csv", "file", 3, None),
        ("b.csv", "twice", 3, None),
        ("c.csv", "missing", 9, None),
        ("a.csv", "zero", None, 4),
    ]
    reports = small(spark, "path string, kind string, n_rows int, line int", told)
    truth.keep(reports, tmp_path, "reports", 0)
    assert truth.tell(spark, tmp_path, 0) == (4, 14, 1)
    same(truth.read(spark, tmp_path, "defects", 0), [("a.csv", "zero", 4)], "path", "kind", "line")
    assert truth.read(spark, tmp_path, "deliveries", 0).count() == 4
