"""Figures and names as a reader wants them."""

from collections.abc import Iterable

_LEAST = 5e-4  # what is nearer to 0 is not written with an exponent


def number(value: float | int | None) -> str:
    """Three significant digits, thousands apart; a dash where there is nothing.

    >>> number(1234.5), number(12.345), number(0.1234), number(0), number(None)
    ('1,234', '12.3', '0.123', '0', '–')
    >>> number(2.81e-05)
    'about 0'
    """
    if value is None:
        return "–"
    if 0 < abs(value) < _LEAST:
        return "about 0"
    if isinstance(value, int) or abs(value) >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def counted(n: int, noun: str) -> str:
    """
    >>> counted(1, "municipality"), counted(5570, "municipality")
    ('1 municipality', '5,570 municipalities')
    """
    return f"{n:,} {noun if n == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """
    >>> plural("municipality"), plural("state"), plural("parish"), plural("day")
    ('municipalities', 'states', 'parishes', 'days')
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def label(name: str) -> str:
    """A column's or a rule's name as words.

    >>> label("n_visits"), label("place_is_an_area"), label("night_share")
    ('visits', 'place is an area', 'night share')
    """
    return name.removeprefix("n_").replace("_", " ")


def percent(share: float | None) -> str:
    """
    >>> percent(0.416), percent(0.0042), percent(None)
    ('42%', '0.42%', '–')
    """
    if share is None:
        return "–"
    return f"{share:.0%}" if share >= 0.1 or share == 0 else f"{100 * share:.2g}%"


def quantile(values: Iterable[float], at: float) -> float:
    """The value below which a share `at` of `values` lies, interpolated; raises ValueError for no values.

    >>> quantile([1, 2, 3, 4], 0.5)
    2.5
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("No values, so no quantile.")
    place = at * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
