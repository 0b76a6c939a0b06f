"""What stands at the top of a file is found where it stands."""

import pytest

from gcrm.sources.spec import FileSpec, Options
from gcrm.sources.tops import Top, behind, passed_over, top


def of(tmp_path, content, columns=("id", "name"), **options):
    path = tmp_path / "s.csv"
    path.write_text(content)
    return top(str(path), FileSpec("*.csv", "csv", columns, options=Options(**options)))


@pytest.mark.parametrize(
    ("content", "options", "found"),
    [
        ("id,name\n1,a\n", {}, Top(("id", "name"), 1, 1, 1, ",")),
        ("\ufeffid,name\n", {}, Top(("id", "name"), 1, 1, 1, ",")),
        ("\n  \nid,name\n", {}, Top(("id", "name"), 3, 1, 1, ",")),
        ("Sales\nid,name\n", {"skip": 1}, Top(("id", "name"), 2, 2, 1, ",")),
        ("sep=;\nid;name\n", {}, Top(("id", "name"), 2, 2, 1, ";")),
        ('"sep=;"\nid;name\n', {}, Top(("id", "name"), 2, 2, 1, ";")),
        ("sep=;;;\nid;name\n", {}, Top(("id", "name"), 2, 2, 1, ";")),
        ("\n\nsep = ;\nid;name\n", {}, Top(("id", "name"), 4, 2, 1, ";")),
        ("1,a,,\n", {"header": False}, Top(("id", "name", "", ""), 0, 0, 0, ",")),
        ("# of May\nid,name\n", {"comment": "#"}, Top(("id", "name"), 2, 1, 1, ",")),
        ('"i\nd",name\n', {"multiline": True}, Top(("i\nd", "name"), 2, 2, 2, ",")),
        ("1,a,9\n", {"header": False}, Top(("id", "name", "column_3"), 0, 0, 0, ",")),
        ("", {}, Top((), 1, 0, 0, ",")),
    ],
)
def test_the_header_its_place_and_its_separator(tmp_path, content, options, found):
    assert of(tmp_path, content, **options) == found


def test_spark_takes_a_header_that_nothing_stands_above(tmp_path):
    assert of(tmp_path, "\n\nid,name\n").is_first
    assert not of(tmp_path, "Sales\nid,name\n", skip=1).is_first


def test_columns_behind_the_last_that_has_a_name_are_what_a_sheet_left(tmp_path):
    assert of(tmp_path, "id,name,, \n").named == 2


def test_lines_of_blanks_are_passed_over_and_in_a_stream_empty_ones_alone():
    assert passed_over(" \t\n", Options())
    assert not passed_over(" \t\n", Options(multiline=True))
    assert passed_over("\n", Options(multiline=True))
    assert not passed_over("# x\n", Options())


def test_what_stands_behind_a_line_is_counted_without_blanks_and_comments(tmp_path):
    path = tmp_path / "s.csv"
    path.write_bytes(b"id,name\n \n#note\n\x00\x00\x00\n")
    assert behind(str(path), Options(comment="#"), 1) == 3
