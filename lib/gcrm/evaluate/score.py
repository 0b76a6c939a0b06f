"""A score as one value: which tables it reads, and the figures that it compares with the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.snapshots import latest
from gcrm.simulate.truth import Truth
from gcrm.vault.forgotten import FORGOTTEN, mark
from gcrm.vault.pseudonyms import pseudonym

_NEAR = 0.03  # of what an interval says, within which it holds as often as it says
Verdict = Literal["passes", "fails", "too few", "unknown", ""]


@dataclass(frozen=True)
class Given:
    """A lakehouse, and the truth of the simulation that it was made from; `key` is that of the cards' namespace, `mark`
    that of the list of members who were forgotten, `post_key` that of the ids of posts."""

    lake: Lakehouse
    truth: Truth
    key: bytes
    mark: bytes = b""
    post_key: bytes = b""

    def read(self, table: Table) -> DataFrame:
        """The table; of one that keeps its days the newest."""
        return latest(self.lake, table)

    def members(self) -> DataFrame:
        """The truth of members beside `member_id`, the pseudonym that their card must have."""
        return self.truth.members().withColumn("member_id", pseudonym(F.col("card"), self.key))

    def forgotten(self) -> DataFrame | None:
        """Those of them who were forgotten; None where nobody was."""
        if not self.lake.exists(FORGOTTEN):
            return None
        marked = self.members().withColumn("mark", mark(F.col("card"), self.mark))
        return marked.join(self.lake.read(FORGOTTEN).select("mark"), "mark", "left_semi")

    def posts(self) -> DataFrame:
        """The truth of posts, by the `post_id` that silver.posts must have."""
        return self.truth.posts().withColumn("post_id", pseudonym(F.col("post_id"), self.post_key))


@dataclass(frozen=True)
class Measure:
    """One figure: `value` in `unit`, taken of `n` things, and in words.

    `value` is None where there is nothing to take it of. `ideal` is the best that it can be. A value below `at_least`
    or above `at_most` fails, once it is taken of `enough` things.
    """

    name: str
    says: str
    value: float | None = None
    unit: str = ""
    ideal: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    n: int = 0
    enough: int = 1
    is_told: bool = True

    @classmethod
    def untold(cls, name: str, why: str) -> "Measure":
        """In place of figures that cannot be told."""
        return cls(name, why, is_told=False)

    def verdict(self, factor: float = 1.0) -> Verdict:
        """Whether the value keeps its bounds, each made wider by `factor` (below 1); empty where there is none.

        >>> [Measure("recall", "", value, at_least=0.9, n=50).verdict() for value in (0.95, 0.85)]
        ['passes', 'fails']
        >>> Measure("recall", "", 0.85, at_least=0.9, n=50).verdict(0.9)
        'passes'
        """
        if not self.is_told:
            return "unknown"
        if self.at_least is None and self.at_most is None:
            return ""
        if self.value is None or self.n < self.enough:
            return "too few"
        low = self.at_least is not None and self.value < self.at_least * factor
        high = self.at_most is not None and self.value > self.at_most / factor
        return "fails" if low or high else "passes"


@dataclass(frozen=True)
class Score:
    """What a run is compared in, declared as `SCORE` in a module below `scores`.

    `measure` is only asked where every table of `reads` has been built.
    """

    name: str
    description: str
    reads: tuple[Table, ...]
    measure: Callable[[Given], list[Measure]]


def as_they_say(held: float, said: float) -> str:
    """What to add to the share that intervals `held`, where it is more than three points off what they `said`.

    >>> as_they_say(0.94, 0.8), as_they_say(0.81, 0.8), as_they_say(0.7, 0.8)
    (' (wider than they say)', '', ' (narrower than they say)')
    """
    if abs(held - said) <= _NEAR:
        return ""
    return f" ({'wider' if held > said else 'narrower'} than they say)"


def share(part: float, whole: float) -> str:
    """
    >>> share(1999, 2000), share(0, 0)
    ('99.95%', 'none')
    """
    return f"{part / whole:.2%}" if whole else "none"


def ratio(part: float, whole: float) -> float | None:
    """The share as a number; None of nothing.

    >>> ratio(1, 2), ratio(0, 0)
    (0.5, None)
    """
    return part / whole if whole else None
