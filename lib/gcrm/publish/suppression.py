"""Complementary suppression: which cells may be shown, so that none that is withheld can be worked out of them.

Source: Hundepool et al. 2012, Statistical Disclosure Control, section 4.4.
"""

from collections.abc import Collection, Mapping, Sequence

from gcrm.publish.bounds import UNKNOWN, Bounds, worked_out
from gcrm.publish.classes import bounds, lowest

HIDDEN = 20  # a count of which the bounds lie no further apart is known to within ten
_TOP = "\0"  # begins the key of a total that nobody printed


class Suppression:
    """What may be shown of cells, given what stays shown."""

    def __init__(
        self,
        counts: Mapping[str, int],
        nested: Mapping[str, tuple[str, ...]],
        totals: Mapping[str, str],
        stay: Mapping[str, int],
        least: int,
    ) -> None:
        """`counts`: members of each cell. `nested`: the cells that a cell is a part of, the nearest first; also of
        those that were shown once and are no more. `totals`: the sum, shown or not, that a cell is a part of where it
        is within none. `stay`: the least of the class that stays shown of a cell. `least`: members that it takes."""
        self.counts, self.stay, self.least = counts, stay, least
        self.parents: dict[str, str | None] = {
            key: next((above for above in within if above in nested), None) for key, within in nested.items()
        }
        self.tops = self._tops(totals)
        self.groups: dict[str, list[str]] = {}
        for key, parent in self.parents.items():
            if parent is not None:
                self.groups.setdefault(parent, []).append(key)

    def _tops(self, totals: Mapping[str, str]) -> dict[str, Bounds]:
        """Cells without a parent are parts of a total; its class is taken to be known."""
        tops = dict[str, Bounds]()
        for total in dict.fromkeys(totals.values()):
            mine = [key for key, one in totals.items() if one == total and self.parents[key] is None]
            n = sum(self.counts[key] for key in mine)
            if len(mine) > 1 and n >= self.least:
                top = _TOP + total
                tops[top] = bounds(lowest(n, self.least))
                self.parents |= dict.fromkeys(mine, top)
        self.parents |= dict.fromkeys(tops)
        return tops

    def safe(self, candidates: Collection[str]) -> set[str]:
        """As many of the candidates as may be shown."""
        reachable = self._bounds(set())
        shown = {key for key in candidates if key in reachable}
        while wanted := self._to_hide(shown):
            shown -= wanted
        return shown

    def _bounds(self, shown: Collection[str]) -> dict[str, Bounds]:
        known = dict.fromkeys(self.parents, UNKNOWN) | self.tops
        known |= {key: bounds(low) for key, low in self.stay.items()}
        known |= {key: bounds(lowest(self.counts[key], self.least)) for key in shown}
        return worked_out(known, self.parents)

    def _to_hide(self, shown: set[str]) -> set[str]:
        """For each group in which something can be worked out the smallest cell that hides it."""
        found = self._bounds(shown)
        narrow = {self.parents[key] for key, (low, high) in found.items() if high - low <= HIDDEN}
        given_away = {parent for parent, group in self.groups.items() if not self._hidden(group, shown)}
        return {key for parent in (narrow | given_away) - {None} if (key := self._smallest(str(parent), shown))}

    def _hidden(self, group: Sequence[str], shown: Collection[str]) -> bool:
        """Whether the withheld cells of a group are nobody, or together as many as a cell must have. What they add is
        hidden by the classes: these leave a sum open by a fifth and more, and no sum is shown that one dominates."""
        dark = (key for key in group if key in self.counts and key not in shown and key not in self.stay)
        n = sum(self.counts[key] for key in dark)
        return n == 0 or n >= self.least

    def _smallest(self, parent: str, shown: Collection[str]) -> str | None:
        """The smallest shown cell of a group, or else the cell that it is within."""
        mine = [key for key in self.groups.get(parent, ()) if key in shown]
        if mine:
            return min(mine, key=lambda key: (self.counts[key], key))
        above: str | None = parent
        while above is not None and above not in shown:
            above = self.parents[above]
        return above
