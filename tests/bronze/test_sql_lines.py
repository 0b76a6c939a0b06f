"""Where an output column of a SELECT is said."""

import pytest

from gcrm.bronze.sql_lines import line_of

SQL = "-- what\nWITH a AS (SELECT x FROM t)\nSELECT\n  x AS one,\n  CASE WHEN x > 1\n    THEN x\n  END AS two\nFROM a"


@pytest.mark.parametrize(("column", "line"), [("one", 4), ("two", 5), ("three", 1)])
def test_the_line_on_which_a_column_begins(column, line):
    assert line_of(SQL, column) == line


def test_of_a_union_the_first_select_names_the_columns():
    assert line_of("SELECT\n a AS x FROM t\nUNION ALL\nSELECT b AS x FROM u", "x") == 2


def test_what_is_no_sql_has_no_lines():
    assert line_of("SELECT (", "x") == 1
