"""How a feed writes figures, times and the keys of nobody; written in feed.yml, checked before Spark starts."""

import dataclasses
from dataclasses import dataclass
from typing import Literal
from zoneinfo import available_timezones

from gcrm.bronze import patterns

NAMED = ("iso", "excel", "epoch", "epoch_ms")
ERAS = {"buddhist": 543, "dangi": 2333}  # years that an era is ahead


@dataclass(frozen=True)
class Values:
    """Options of a feed, or of one column of a SELECT, which has what it does not say from its feed.

    `decimal` and `thousands` are the signs in figures, `currency` the signs and codes that may stand at either end of
    one, `minus` the places in which it may stand. `formats` of times and days: iso, excel, epoch, epoch_ms, a Spark
    pattern, or one of these after an era (`buddhist dd/MM/yyyy`); the first that reads a text counts. `zone`: the local
    time of texts that tell an offset, and of epochs. `nobody`: further keys that mean no person; `somebody`: keys that
    are people's although they look like nobody's.
    """

    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'"] | None = None
    currency: tuple[str, ...] | None = None
    minus: tuple[Literal["before", "after", "parentheses"], ...] | None = None
    formats: tuple[str, ...] | None = None
    zone: str | None = None
    nobody: tuple[str, ...] | None = None
    somebody: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.thousands is not None and self.thousands == (self.decimal or "."):
            other = "," if self.thousands == "." else "."
            raise ValueError(
                f"thousands and decimal are both '{self.thousands}'; 'decimal: \"{other}\"' tells them apart."
            )
        if self.zone is not None and self.zone not in available_timezones():
            raise ValueError(f"zone '{self.zone}' is unknown; Asia/Ho_Chi_Minh is one.")
        for form in self.formats or ():
            _require_format(form)
            if self.zone and "'Z'" in form:
                meant = form.replace("'Z'", "X")
                raise ValueError(f"format '{form}' passes over its Z, and there is a zone; '{meant}' reads it.")

    def over(self, feed: "Values") -> "Values":
        """These options, with the feed's where nothing is said."""
        said = {f.name: value for f in dataclasses.fields(self) if (value := getattr(self, f.name)) is not None}
        return dataclasses.replace(feed, **said)


def _require_format(form: str) -> None:
    era, _, pattern = form.partition(" ")
    bare = (pattern or "iso") if era in ERAS else form
    if bare in NAMED:
        return
    letters, strange = [part for part in patterns.parts(bare) if part.letter], patterns.strange(bare)
    if strange or not letters:
        raise ValueError(
            f"format '{form}' is none of {', '.join((*NAMED, *ERAS))} and no pattern such as '{patterns.EXAMPLE}'"
            f"{f'; {strange} is no letter of a pattern' if strange else ''}."
        )
    if wrong := patterns.mistake(bare):
        raise ValueError(f"format '{form}' would read times wrongly: {wrong}.")
    if era in ERAS and not any(part.text == "yyyy" for part in letters):
        raise ValueError(
            f"format '{form}' has no year of four digits, by which the era is told; '{era} dd/MM/yyyy' has."
        )
