"""Shares as people write them: 50% or 0.5."""

import re

Share = str | float  # as it is written

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def share(given: Share | None, name: str, most: float = 1.0) -> float | None:
    """The share as a number; None where none is given. Raises ValueError for what is no share from 0 to `most`.

    A number without % is a part of one: 50 is no share, for it would be 5000%.

    >>> share("2.5%", "warn"), share(0.5, "warn"), share(None, "warn")
    (0.025, 0.5, None)
    """
    if given is None:
        return None
    percent = _PERCENT.fullmatch(given.strip()) if isinstance(given, str) else None
    value = float(percent[1]) / 100 if percent else given
    if isinstance(value, str) or not 0 <= value <= (most if percent else 1):
        shown = given if isinstance(given, str) else f"{given:g}"
        raise ValueError(f"{name} must be a share from 0% to {most:.0%}, not '{shown}'; 50% and 0.5 mean one half.")
    return value
