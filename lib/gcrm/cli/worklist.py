"""The quarantine as a list of work: what was refused by table, feed and reason, an example, and where to mend it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcrm.bronze.sql_lines import line_of
from gcrm.core.contracts.causes import COMPUTED, GIVEN, READABLE
from gcrm.core.storage.looks import Answer

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

COLUMNS = ("table", "feed", "reason", "rows", "example", "first_at", "mend", "rule")
_QUARANTINE, _DELIVERIES = "ops.quarantine", "ops.deliveries"
_OF_COLUMN = re.compile(rf"^(\w+?)_(?:{READABLE}|{COMPUTED}|{GIVEN})(?::|$)")
_WORD = re.compile(r"\w+")
_MOST_SHOWN = 3  # columns of a rule in an example


@dataclass(frozen=True)
class Feeds:
    """The folder of a coalition's feeds, and how it is told."""

    folder: Path
    shown: str

    def sql(self, feed: str, name: str) -> str | None:
        path = self.folder / feed / f"{name}.sql"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def groups(looks: "AnyLooks", feeds: Feeds, limit: int) -> Answer:
    """`COLUMNS` of each group of refused rows, the largest first; then files that were refused as a whole.

    `example` is what could not be read or the values that broke the rule, of the row at `first_at`; values of personal
    columns are withheld. `mend` is the line of the feed's SELECT that says what the column is.
    """
    found = looks.query(_rows(looks.each, limit), {"refused": _QUARANTINE, "deliveries": _DELIVERIES})
    rules = {name: looks.rules(name) for name in {row["table_name"] for row in found.rows}}
    rows = [_of_rows(row, rules[row["table_name"]], feeds) for row in found.rows]
    files = looks.query(
        "SELECT table_name, feed, reason, file FROM deliveries WHERE status = 'refused' "
        f"ORDER BY table_name, file LIMIT {limit}",
        {"deliveries": _DELIVERIES},
    )
    return Answer(COLUMNS, (*rows, *(_of_file(row, feeds) for row in files.rows))[:limit])


def _rows(each: str, limit: int) -> str:
    return f"""
        SELECT table_name, feed, reason, n_rows, file, line, record, unreadable
        FROM (SELECT *, row_number() OVER (PARTITION BY table_name, feed, reason ORDER BY file, line) AS nth,
                     count(*) OVER (PARTITION BY table_name, feed, reason) AS n_rows
              FROM (SELECT r.table_name, d.feed, {each}(r.failed) AS reason, r.file, r.line, r.record, r.unreadable
                    FROM refused r LEFT JOIN (
                        SELECT file, min(feed) AS feed FROM deliveries GROUP BY file
                    ) d ON d.file = r.file) AS single) AS placed
        WHERE nth = 1
        ORDER BY n_rows DESC, table_name, reason LIMIT {limit}"""


def _of_rows(row: Mapping[str, Any], rules: Mapping[str, str], feeds: Feeds) -> dict[str, Any]:
    reason, table, feed = row["reason"], row["table_name"], row["feed"]
    told = _OF_COLUMN.match(reason)
    rule = rules.get(reason, "") if not told else ""
    record = json.loads(row["record"] or "{}")
    columns = [told[1]] if told else [word for word in dict.fromkeys(_WORD.findall(rule)) if word in record]
    if not told and table.startswith("bronze."):
        # Of what is no record of its columns, whatever it holds.
        columns = columns or [name for name, value in record.items() if name[0] != "_" and value is not None]
    unreadable = row["unreadable"] or {}
    example = unreadable.get(reason) or (unreadable.get(told[1]) if told else None) or _values(record, columns)
    place = ":".join(str(part) for part in (row["file"], row["line"]) if part is not None)
    mend = _mend(table, feed, columns, feeds)
    values = (table, feed, reason, row["n_rows"], example or None, place or None, mend, rule or None)
    return dict(zip(COLUMNS, values, strict=True))


def _values(record: Mapping[str, Any], columns: list[str]) -> str:
    return ", ".join(f"{name} = {record[name]}" for name in columns[:_MOST_SHOWN] if name in record)


def _mend(table: str, feed: str | None, columns: list[str], feeds: Feeds) -> str | None:
    layer, _, noun = table.partition(".")
    if feed is None:
        return None
    if layer in ("bronze", "vault"):
        return f"{feeds.shown}/{feed}/feed.yml (files.{noun.removeprefix(f'{feed}_')})"
    sql = feeds.sql(feed, noun)
    if sql is None:
        return None
    lines = [line for column in columns if (line := line_of(sql, column)) > 1]
    return f"{feeds.shown}/{feed}/{noun}.sql:{min(lines, default=1)}"


def _of_file(row: Mapping[str, Any], feeds: Feeds) -> dict[str, Any]:
    mend = _mend(row["table_name"], row["feed"], [], feeds)
    values = (row["table_name"], row["feed"], row["reason"], None, None, row["file"], mend, None)
    return dict(zip(COLUMNS, values, strict=True))
