"""What rows of a query are made of: of which columns of files each of their columns is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

Sources = frozenset[tuple[str, str]]  # of file and column
NOTHING: Sources = frozenset()


@dataclass(frozen=True)
class Made:
    """What rows are made of, by column in their order; `others`: what columns are made of that have no name.
    `is_vague`: there may be more columns, or in another order. `times`: personal columns that say how many rows there
    are. `is_file`: rows as they were delivered."""

    columns: Mapping[str, Sources] = field(default_factory=dict)
    others: Sources = NOTHING
    is_vague: bool = False
    times: Sources = NOTHING
    is_file: bool = False

    def of(self, column: str) -> Sources:
        return self.columns.get(column, self.others)

    @property
    def all(self) -> Sources:
        return union([*self.columns.values(), self.others])

    def named(self, names: list[str]) -> "Made":
        """The same under other names."""
        if not names:
            return self
        if self.is_vague or len(names) != len(self.columns):
            return Made(dict.fromkeys(names, self.all), times=self.times)
        columns = dict(zip(names, self.columns.values(), strict=True))
        return Made(columns, times=self.times, is_file=self.is_file)

    def told(self, of: Sources, names: Iterable[str]) -> "Made":
        """The same once rows are kept by what columns of these names are beside `of`: where rows are made up, each of
        their columns may have been made so as to be told by that."""
        listed = {*names} if self.is_file else {*self.columns}
        columns = {name: had | of if name in listed else had for name, had in self.columns.items()}
        others = self.others | of if self.is_vague else self.others
        return replace(self, columns=columns, others=others, times=self.times | of)


def united(one: Made, other: Made) -> Made:
    """The rows of both."""
    others, times = one.others | other.others, one.times | other.times
    if one.is_vague or other.is_vague or len(one.columns) != len(other.columns):
        both = one.all | other.all
        return Made(dict.fromkeys([*one.columns, *other.columns], both), both, is_vague=True, times=times)
    # By place, or BY NAME where it says so.
    pairs = zip(one.columns, one.columns.values(), other.columns.values(), strict=True)
    columns = {name: mine | theirs | other.columns.get(name, NOTHING) for name, mine, theirs in pairs}
    return Made(columns, others, times=times)


def union(several: Iterable[Sources]) -> Sources:
    """All of what several are made of."""
    return frozenset().union(*several)
