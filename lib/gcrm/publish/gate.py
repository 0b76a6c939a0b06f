"""The privacy gate: which cells of members may be shown, with what, and when what is shown of them may change.

A cell passes with enough members (threshold rule) none of whom dominates it (p%-rule); others are withheld beside it so
that no sum or difference, and no earlier release, tells what is withheld (Hundepool et al. 2012, Statistical Disclosure
Control, chapter 4). A cell is one row per area, segment or reason, so cells are decided on the driver.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from gcrm.core.cell import OF_ANOTHER_KEY, changed, together
from gcrm.publish.classes import lowest
from gcrm.publish.digits import rounded, upwards
from gcrm.publish.suppression import Suppression

LEAST = 10
WITHHELD = "withheld"
APART = 0.2  # coefficient of variation of amounts under which members are alike
Figure = Literal["", "mean", "total"]
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Settings:
    """Section `privacy`, for every published table.

    `min_members`: cells of fewer members are withheld, and what is shown of a cell changes only when so many of its
    members have; may be raised above ten, never lowered. `dominance`: the p of the p%-rule: what all but the two
    largest members of a cell add must be so much of what the largest adds; may be raised above 0.2.
    """

    section: ClassVar[str] = "privacy"
    min_members: int = LEAST
    dominance: float = 0.2

    def __post_init__(self) -> None:
        if self.min_members < LEAST:
            raise ValueError(f"min_members is {self.min_members}; {LEAST} or more works.")
        if not 0.2 <= self.dominance <= 1:
            raise ValueError(f"dominance is {self.dominance}; 0.2 to 1 works.")


@dataclass(frozen=True)
class Cell:
    """`n` members. `within`: keys of the cells that this one is a part of, the nearest first; `total`: cells of one are
    parts of a sum that is not shown. The rest is as in gcrm.core.cell.CELL."""

    key: str
    n: int
    within: tuple[str, ...] = ()
    total: str = ""
    amount: float = 0.0
    squares: float = 0.0
    largest: float = 0.0
    sum: float = 0.0
    sum_squares: float = 0.0
    who: tuple[int, ...] = ()
    what: tuple[int, ...] = ()

    def passes(self, settings: Settings) -> bool:
        """Whether it has the members that it takes, and none of them dominates.

        By the p%-rule: who adds second most must not be able to tell what the largest adds to within p percent. What
        the second adds is known to be no more than the largest, and than the root of the squares of the others.
        """
        if self.n < settings.min_members:
            return False
        second = min(self.largest, math.sqrt(max(0.0, self.squares - self.largest**2)))
        return self.amount - self.largest - second >= settings.dominance * self.largest

    def differs(self, by: float) -> bool:
        """Whether what members add has at least this coefficient of variation: who knows the mean of members who are
        alike knows each. Never of members who are all the same."""
        spread = self.sum_squares * self.n - self.sum**2
        if self.n < 2 or spread <= _ROUNDING * self.sum_squares * self.n:
            return False
        return self.squares * self.n - self.amount**2 >= by**2 * self.amount**2


@dataclass(frozen=True)
class Released:
    """What is shown of a cell: `n`, the least of the class of its count, None where the cell is withheld; `value` and
    its `error`, None where there is no figure; `spread`, the variance of what members add. `who` and `what`: the
    fingerprints that this was decided by."""

    n: int | None = None
    value: float | None = None
    error: float | None = None
    spread: float | None = None
    who: tuple[int, ...] = ()
    what: tuple[int, ...] = ()
    within: tuple[str, ...] = ()

    @property
    def withheld(self) -> bool:
        return self.n is None


def merged(key: str, cells: Sequence[Cell], within: tuple[str, ...] = ()) -> Cell:
    """The cell of all members of cells that share nobody."""
    return Cell(
        key,
        sum(cell.n for cell in cells),
        within,
        amount=math.fsum(cell.amount for cell in cells),
        squares=math.fsum(cell.squares for cell in cells),
        largest=max((cell.largest for cell in cells), default=0.0),
        sum=math.fsum(cell.sum for cell in cells),
        sum_squares=math.fsum(cell.sum_squares for cell in cells),
        who=together([(), *(cell.who for cell in cells)]),
        what=together([(), *(cell.what for cell in cells)]),
    )


def passing(cells: Iterable[Cell], at_least: int = LEAST) -> frozenset[str]:
    """Keys of the cells that may be shown with the class of their count, where nothing was shown before.

    >>> sorted(passing([Cell("a", 3), Cell("b", 12), Cell("c", 400)]))
    ['c']
    >>> sorted(passing([Cell("a", 0), Cell("b", 120), Cell("c", 400)]))
    ['b', 'c']
    """
    decided = decide(list(cells), {}, Settings(at_least))
    return frozenset(key for key, released in decided.items() if not released.withheld)


def decide(
    cells: Sequence[Cell],
    before: Mapping[str, Released],
    settings: Settings,
    figure: Figure = "",
    apart: float = APART,
) -> dict[str, Released]:
    """What is shown of every cell, given what was shown of cells `before` (also of those that are no more).

    A cell that was shown stays as it was until enough of its members changed, and one that was withheld stays withheld
    until then. Deterministic: of the cells that protect others the smallest are withheld first, ties by key.
    `figure`: what is shown of a cell beside its count, the mean or the total of what its members add; `apart`: where
    their amounts have no such coefficient of variation, no figure is shown.
    """
    by = _Shown(settings, figure, apart)
    every = {cell.key: cell for cell in cells}
    moved = {key: changed(before[key].who, cell.who) for key, cell in every.items() if key in before}
    fixed = {
        key: before[key] for key, n in moved.items() if n < settings.min_members
    }  # stays as it is, shown or withheld
    open_ = {key for key, cell in every.items() if key not in fixed and cell.passes(settings)}
    gone = {key: one for key, one in before.items() if key not in every and not one.withheld}
    shown = {key for key, one in fixed.items() if not one.withheld}
    stay = {key: int(fixed[key].n or 0) for key in shown} | {key: int(one.n or 0) for key, one in gone.items()}
    opened = Suppression(
        counts={key: cell.n for key, cell in every.items()},
        nested={key: cell.within for key, cell in every.items()} | {key: one.within for key, one in gone.items()},
        totals={key: cell.total for key, cell in every.items()},
        stay=stay,
        least=settings.min_members,
    ).safe(open_)
    return {
        key: by.kept(cell, fixed[key]) if key in fixed else by.fresh(cell, key in opened) for key, cell in every.items()
    }


@dataclass(frozen=True)
class _Shown:
    """What is shown of a cell; fields as the arguments of `decide`."""

    settings: Settings
    figure: Figure
    apart: float

    def kept(self, cell: Cell, was: Released) -> Released:
        """What was shown, with a new figure where enough members add something else."""
        if was.who == OF_ANOTHER_KEY:
            # Since when members are counted from now on.
            return replace(was, who=cell.who, what=cell.what)
        least = self.settings.min_members
        due = not was.withheld and changed(was.what, cell.what) >= least and cell.passes(self.settings)
        if not due:
            return was
        return Released(was.n, *self._figure(cell, int(was.n or 0)), was.who, cell.what, cell.within)

    def fresh(self, cell: Cell, shown: bool) -> Released:
        """The cell as it is now."""
        if not shown:
            return Released(who=cell.who, what=cell.what, within=cell.within)
        low = lowest(cell.n, self.settings.min_members)
        return Released(low, *self._figure(cell, low), cell.who, cell.what, cell.within)

    def _figure(self, cell: Cell, n: int) -> tuple[float | None, float | None, float | None]:
        """The figure in the digits that its error carries, the error by the least of the count's class, the spread."""
        if not self.figure or not cell.differs(self.apart):
            return None, None, None
        variance = (cell.sum_squares - cell.sum**2 / cell.n) / (cell.n - 1)
        spread = rounded(variance, variance * math.sqrt(2 / (cell.n - 1)))
        if self.figure == "mean":
            error = upwards(math.sqrt(spread / n))
            return rounded(cell.sum / cell.n, error), error, spread
        # That of a sum of as many draws (compound Poisson), so that it does not tell the count.
        error = upwards(math.sqrt(cell.sum_squares))
        return rounded(cell.sum, error), error, spread
