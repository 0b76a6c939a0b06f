"""The privacy gate: which cells may be shown, so that none of fewer than ten members is, nor can be worked out.

A cell is a count of members and the figures made of them. Threshold rule with complementary suppression: Hundepool et
al. 2012, Statistical Disclosure Control, chapter 4. Cells are one row per area, segment or reason, so they are decided
on the driver.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.frames import small

LEAST = 10
WITHHELD = "withheld"


@dataclass(frozen=True)
class Settings:
    """Section `privacy`, for every published table.

    `min_members`: cells of fewer members lose their figures; may be raised above ten, never lowered.
    """

    section: ClassVar[str] = "privacy"
    min_members: int = LEAST

    def __post_init__(self) -> None:
        if self.min_members < LEAST:
            raise ValueError(f"min_members is {self.min_members}; {LEAST} or more works.")


@dataclass(frozen=True)
class Cell:
    """`n` members; `parent`: key of the cell whose count this one is a part of, None at the top of its `level`."""

    key: str
    n: int
    level: str = ""
    parent: str | None = None


@dataclass
class _Tree:
    cells: dict[str, Cell]
    children: dict[str, list[Cell]] = field(default_factory=dict)

    def tops(self) -> list[Cell]:
        for cell in self.cells.values():
            if cell.parent in self.cells:
                self.children.setdefault(str(cell.parent), []).append(cell)
        return [cell for cell in self.cells.values() if cell.parent not in self.cells]


def passing(cells: Iterable[Cell], at_least: int = LEAST) -> frozenset[str]:
    """Keys of the cells that may be shown with their count and figures.

    Under any total that is known, what is withheld sums to nothing or to `at_least` or more, so that taking the shown
    cells from the total gives no small cell. Totals known: every shown parent's, and the sum over a level. Cells
    without members are withheld too: a reader who could tell none from few could count the few. Deterministic: the
    smallest cells go first, ties by key. A cell in a circle of parents is never shown.

    >>> sorted(passing([Cell("a", 3), Cell("b", 12), Cell("c", 40)]))
    ['c']
    >>> sorted(passing([Cell("a", 0), Cell("b", 12), Cell("c", 40)]))
    ['b', 'c']
    """
    tree = _Tree({cell.key: cell for cell in cells})
    shown: set[str] = set()
    generation = tree.tops()
    while generation:
        groups: dict[tuple[str, str | None], list[Cell]] = {}
        for cell in generation:
            # The children of withheld parents share one known total: that of the level less the shown parents'.
            groups.setdefault((cell.level, cell.parent if cell.parent in shown else None), []).append(cell)
        for group in groups.values():
            shown |= _shown(group, at_least)
        generation = [child for cell in generation for child in tree.children.get(cell.key, [])]
    return frozenset(shown)


def _shown(group: list[Cell], at_least: int) -> set[str]:
    withheld = 0
    keys = set()
    for cell in sorted(group, key=lambda cell: (cell.n, cell.key)):
        if cell.n < at_least or 0 < withheld < at_least:
            withheld += cell.n
        else:
            keys.add(cell.key)
    return keys


def decide(
    frame: DataFrame, key: str, count: str, at_least: int, level: str | None = None, parent: str | None = None
) -> DataFrame:
    """`frame` with `withheld`: true where the cell `key` may not be shown, or where key or count is unknown.

    Rows of one key are one cell; of different counts the smallest holds. `level` and `parent` name the columns of a
    nested cell; without them all cells are parts of one total.
    """
    empty = F.lit(None).cast("string")
    cell = F.struct(
        F.coalesce(F.min(count), F.lit(0)).alias("n"),
        F.coalesce(F.first(level) if level else empty, F.lit("")).alias("level"),
        (F.first(parent) if parent else empty).alias("parent"),
    )
    known = frame.filter(F.col(key).isNotNull())
    rows = known.groupBy(F.col(key).cast("string").alias("key")).agg(cell.alias("cell")).collect()
    cells = [Cell(row["key"], row["cell"]["n"], row["cell"]["level"], row["cell"]["parent"]) for row in rows]
    keys = [(name,) for name in sorted(passing(cells, at_least))]
    passed = small(frame.sparkSession, "_shown string", keys)
    joined = frame.join(F.broadcast(passed), F.col(key).cast("string") == F.col("_shown"), "left")
    return joined.withColumn(WITHHELD, F.col("_shown").isNull()).drop("_shown")


def unless_withheld(*names: str) -> dict[str, Column]:
    """The columns `names`, null where the cell is withheld: for `withColumns`."""
    return {name: F.when(~F.col(WITHHELD), F.col(name)) for name in names}
