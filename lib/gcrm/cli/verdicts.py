"""What checks found, as a run's summary and `gcrm status` tell it."""

from collections.abc import Sequence

Told = tuple[str, str]  # status of a check, and its sentence


def unmet(asked: Sequence[Told]) -> list[str]:
    """A line for each check that is not met, the worst first.

    >>> unmet([("warned", "b."), ("met", "a."), ("stopped", "c.")])
    ['  stopped: c.', '  warned: b.']
    """
    return [f"  {status}: {told}" for status in ("stopped", "failed", "warned") for one, told in asked if one == status]


def section(asked: Sequence[Told], *more: str) -> list[str]:
    """The same below how many were asked, with lines of another kind behind them."""
    found = unmet(asked)
    return ["", f"Checks: {len(asked)} asked, {len(found)} not met", *found, *more]
