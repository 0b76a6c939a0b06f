"""Tables of a few rows that are asked for their newest day."""

from gcrm.core.storage.looks import Answer


class Fake:
    def __init__(self, rows):
        self.rows = rows

    def query(self, sql, tables):
        assert "as_of = (SELECT max(as_of) FROM t)" in sql
        return Answer((), tuple(self.rows.get(tables["t"], ())))
