"""One release of a table's cells: read from a frame, decided by the gate with what was shown before, and noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Noted
from gcrm.core.frames import small
from gcrm.ops.releases import RELEASES
from gcrm.publish.gate import APART, WITHHELD, Cell, Figure, Released, Settings, decide

_SHOWN = "_cell string, _n bigint, _value double, _error double, _spread double"
Row = tuple[object, ...]


def key_of(*names: str) -> Column:
    """The key of a cell as a text; null where a part of it is unknown."""
    texts = [F.col(name).cast("string") for name in names]
    return F.when(F.concat(*texts).isNotNull(), F.concat_ws("|", *texts))


def cells(
    frame: DataFrame, key: Sequence[str], measures: str = "cell", total: Sequence[str] = (), within: str = ""
) -> list[Cell]:
    """The cells of a frame of one row each; arguments as those of `published.gated`. A cell of unknown key is none."""
    nowhere = F.array().cast("array<string>")
    rows = frame.select(
        key_of(*key).alias("key"),
        (F.coalesce(F.col(within), nowhere) if within else nowhere).alias("within"),
        F.concat_ws("|", *(F.col(name).cast("string") for name in total)).alias("total_of"),
        F.col(measures).alias("c"),
    ).filter("key IS NOT NULL")
    return [_cell(row["key"], tuple(row["within"]), row["total_of"], row["c"]) for row in rows.collect()]


def _cell(key: str, within: tuple[str, ...], total: str, c: Any) -> Cell:
    if c is None:
        return Cell(key, 0, within, total)
    sums = (c["amount"], c["squares"], c["largest"], c["total"], c["total_squares"])
    return Cell(key, c["n"], within, total, *sums, tuple(c["who"]), tuple(c["what"]))


@dataclass(frozen=True)
class Release:
    """What is shown of every cell, and the rows that the ledger keeps of it."""

    shown: Mapping[str, Released]
    rows: tuple[Row, ...]

    def noted(self, frame: DataFrame) -> Noted:
        return Noted(frame, self.rows)

    def put(
        self, frame: DataFrame, key: Sequence[str], count: str, figure: str = "", withheld: Sequence[str] = ()
    ) -> DataFrame:
        """`frame` with the flag, the least of the count's class, the figure, and nothing in what is `withheld`."""
        rows = [(key, one.n, one.value, one.error, one.spread) for key, one in self.shown.items() if not one.withheld]
        known = small(frame.sparkSession, _SHOWN, rows)
        joined = frame.join(F.broadcast(known), key_of(*key) == F.col("_cell"), "left")
        given = {count: F.col("_n")} | ({figure: F.col("_value")} if figure else {})
        hidden = F.col("_cell").isNull()
        silent = {name: F.when(~hidden, F.col(name)) for name in withheld if name not in given}
        return joined.withColumns({**given, **silent, WITHHELD: hidden})


def release(
    given: Sequence[Cell],
    table: str,
    before: DataFrame,
    settings: Settings,
    figure: Figure = "",
    apart: float = APART,
) -> Release:
    """Decides the cells; `before`: the rows of ops.releases about `table`; the rest as of `gate.decide`."""
    was, number = remembered(before)
    shown = decide(given, was, settings, figure, apart)
    news = {key: one for key, one in shown.items() if one != was.get(key, Released()) and (key in was or any(one.who))}
    rows = [_row(table, key, number + 1, one) for key, one in news.items()]
    return Release(shown, tuple(rows))


def remembered(before: DataFrame) -> tuple[dict[str, Released], int]:
    """What was shown last of every cell, and the number of the last release."""
    newest: dict[str, tuple[int, Released]] = {}
    for row in before.select(*RELEASES.columns).collect():
        if row["cell"] not in newest or newest[row["cell"]][0] < row["number"]:
            newest[row["cell"]] = row["number"], _released(row.asDict())
    last = max((number for number, _ in newest.values()), default=0)
    return {key: one for key, (_, one) in newest.items()}, last


def _released(row: Mapping[str, Any]) -> Released:
    who, what, within = (tuple(row[name]) for name in ("who", "what", "within"))
    return Released(row["n_members"], row["value"], row["error"], row["spread"], who, what, within)


def _row(table: str, key: str, number: int, one: Released) -> Row:
    figures = (one.n, one.value, one.error, one.spread)
    return (table, key, number, list(one.within), one.withheld, *figures, list(one.who), list(one.what))
