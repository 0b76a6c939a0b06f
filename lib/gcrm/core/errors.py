"""Errors that a user can mend: one sentence each, naming the value that would have worked."""

from collections.abc import Iterable
from difflib import get_close_matches


class UsageError(Exception):
    """A mistake of the user's; printed without a stack trace, exit code 2."""


class MistakesError(UsageError):
    """Every mistake that was found, at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """One sentence for a name that is not among those known.

    >>> unknown("coalition", "brasil", ["brazil", "grocer"])
    "Unknown coalition 'brasil': did you mean 'brazil'? Known: brazil, grocer."
    """
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    hint = f" did you mean '{close[0]}'?" if close else ""
    return f"Unknown {kind} '{name}':{hint} Known: {', '.join(names) or 'none'}."
