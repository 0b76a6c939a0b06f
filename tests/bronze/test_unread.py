"""Files that no feed reads are told: other cases, folders, archives, names that Spark passes over."""

import pytest

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.bronze.unread import told, unread
from gcrm.core.storage.files import Folder
from gcrm.sources.spec import FileSpec

FEEDS = [Feed("till", FeedSpec("Till", {"sales": FileSpec("**/sales*.csv*", "csv", ("id",))}, "till"), {}, "conf")]


@pytest.fixture
def landing(tmp_path):
    def put(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("id\n1\n")
        return tmp_path

    return put


def test_every_file_that_no_pattern_takes_is_told_with_the_reason(landing):
    root = landing(
        "sales1.csv", "sub/sales2.csv", "_in/sales3.csv", "SALES4.CSV", "stock.zip", "sales5.csv._COPYING_",
        ".DS_Store", "sub/prices.csv",
    )  # fmt: skip
    assert unread(FEEDS, root) == [
        ("SALES4.CSV", "'**/sales*.csv*' would match it but for its case"),
        ("sales5.csv._COPYING_", "waiting: it is still being copied"),
        ("stock.zip", "no pattern matches it"),
        ("sub/prices.csv", "no pattern matches it"),
    ]


def test_names_that_spark_passes_over_wait_for_a_new_one(tmp_path, landing):
    feeds = [Feed("t", FeedSpec("T", {"sales": FileSpec("*.csv", "csv", ("id",))}, "t"), {}, "conf")]
    landing("_a.csv", ".b.csv", "_c=1.csv", "d.csv")
    assert unread(feeds, tmp_path) == [
        (".b.csv", "waiting: Spark passes over names that begin with '.'; rename it"),
        ("_a.csv", "waiting: Spark passes over names that begin with '_'; rename it"),
    ]


def test_names_that_steer_a_terminal_or_make_lines_of_their_own_wait_and_are_written_out(landing):
    root = landing(
        "sales1.csv\ngcrm: all is well", "sales\x1b[2J.csv", "su\x1bb/sales2.csv", "sales\udce9.csv", "sales3.csv"
    )
    why = "waiting: its name or folder holds a sign that no log may show; rename it"
    named = ("sales\\x1b[2J.csv", "sales1.csv\\ngcrm: all is well", "sales\\udce9.csv", "su\\x1bb/sales2.csv")
    assert unread(FEEDS, root) == [(name, why) for name in named]
    assert Folder(str(root)).matching("**/sales*.csv*") == [str(root / "sales3.csv")]


def test_without_a_folder_nothing_is_unread(tmp_path):
    assert unread(FEEDS, None) == unread(FEEDS, tmp_path / "none") == []
    assert told([]) == []


def test_many_files_of_one_folder_are_one_line(landing):
    root = landing(*(f"truth/day{n}.csv" for n in range(9)), "other.txt", "few/a.txt", "few/b.txt")
    assert told(unread(FEEDS, root)) == [
        "Not read (12 files in the landing folder):",
        "  few/a.txt: no pattern matches it",
        "  few/b.txt: no pattern matches it",
        "  other.txt: no pattern matches it",
        "  truth/: no pattern matches 9 of its files, such as truth/day0.csv",
    ]
    assert len(told([(f"f{n}", "x") for n in range(50)])) == 22
    assert told([(f"f{n}", "x") for n in range(50)])[-1] == "  and 30 more"
