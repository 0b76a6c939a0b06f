"""How many rows a delivery should have, as feed.yml says it."""

from dataclasses import dataclass
from typing import Literal

from gcrm.core.settings.shares import Share, share


@dataclass(frozen=True)
class Volume:
    """Rows of one file: `at_least`, `at_most`, and by which share they may differ from the last one of the same kind.

    `severity`: what becomes of a run that finds another number.
    """

    at_least: int | None = None
    at_most: int | None = None
    change: Share | None = None
    severity: Literal["warn", "stop"] = "stop"

    def __post_init__(self) -> None:
        for name, given in (("at_least", self.at_least), ("at_most", self.at_most)):
            if given is not None and given < 0:
                raise ValueError(f"{name} is {given}; 0 or more rows work.")
        if self.at_most is not None and self.at_most < (self.at_least or 0):
            raise ValueError(f"at_most is {self.at_most}, below at_least; {self.at_least} or more works.")
        self.differing  # noqa: B018  a share that cannot be read is told here, with its line

    @property
    def differing(self) -> float | None:
        """The largest share by which rows may differ; growth has no end, so that 300% is one too."""
        return share(self.change, "change", 100.0)
