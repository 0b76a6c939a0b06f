"""What a feed would write under `values`, so that a text is read that was refused; told by the text's form alone."""

import re

_TELLS = "in feed.yml"
_TIMES = (
    (r"9{5}(?:[.,]9+)?", f"`values: {{formats: [excel]}}` {_TELLS} reads the days since 1899 of spreadsheets"),
    (r"9{10}(?:\.9+)?", f"`values: {{formats: [epoch]}}` {_TELLS} reads seconds since 1970"),
    (r"9{13}", f"`values: {{formats: [epoch_ms]}}` {_TELLS} reads milliseconds since 1970"),
)
_DAY_FIRST = re.compile(r"9{1,2}([./-])9{1,2}\1(99(?:99)?)(.*)")
_YEAR_FIRST = re.compile(r"9999([./]?)99\1(?:99)(.*)")
_CLOCK = re.compile(r"([ T]?)(99?)(:?)99(?:\3(99))?( ?)(aa)?")
_FIGURES = (
    (r"9{1,3}(?:\.9{3})+", '`values: {thousands: "."}` or `values: {decimal: "."}`', "what its point is"),
    (r"9{1,3},9{3}", '`values: {thousands: ","}` or `values: {decimal: ","}`', "what its comma is"),
    (r"9{1,3}(?:,9{3})+(?:\.9+)?", '`values: {thousands: ","}`', "so"),
    (r"9{1,3}(?:\.9{3})+,9+", '`values: {thousands: ".", decimal: ","}`', "so"),
    (r"9{1,3}(?: 9{3})+(?:,9+)", '`values: {thousands: " ", decimal: ","}`', "so"),
    (r"9{1,3}(?: 9{3})+(?:\.9+)?", '`values: {thousands: " "}`', "so"),
    (r"9+,9+", '`values: {decimal: ","}`', "so"),
    (r"\(9[9.,]*\)", "`values: {minus: [before, parentheses]}`", "so"),
    (r"9[9.,]*-", "`values: {minus: [before, after]}`", "so"),
    (r"[^9]{1,4}9[9.,]*|9[9.,]*[^9.,]{1,4}", "`values: {currency: [...]}`, with the sign or code beside it,", "so"),
)


def advice(form: str, kind: str) -> str | None:
    """A sentence's end that names the option; None where the form leads to none. `form`: the text with 9 for digits and
    a for letters; `kind`: the type that it is to be of.

    >>> advice("9,99", "decimal(18,2)")
    '`values: {decimal: ","}` in feed.yml tells so'
    """
    if kind in ("date", "timestamp"):
        named = next((told for shape, told in _TIMES if re.fullmatch(shape, form)), None)
        return named or _pattern(form)
    bare = form.removeprefix("-").removeprefix("+")
    return next(
        (f"{option} {_TELLS} tells {what}" for shape, option, what in _FIGURES if re.fullmatch(shape, bare)), None
    )


def _pattern(form: str) -> str | None:
    """Of a day first or a year first, with a clock or without one; which of two numbers is the day, the text hides."""
    if found := _DAY_FIRST.fullmatch(form):
        sep, year, rest = found[1], "y" * len(found[2]), _clock(found[3])
        days = [f"{sep.join(parts)}{sep}{year}{rest}" for parts in (("dd", "MM"), ("MM", "dd"))]
        if rest is not None:
            return f"`values: {{formats: [{days[0]}]}}` or `[{days[1]}]` {_TELLS} tells which is the day"
    found = _YEAR_FIRST.fullmatch(form)
    rest = _clock(found[2]) if found else None
    if found is None or rest is None:
        return None
    return f"`values: {{formats: [{found[1].join(('yyyy', 'MM', 'dd'))}{rest}]}}` {_TELLS} reads it"


def _clock(form: str) -> str | None:
    """The pattern of a clock; empty where there is none, None for anything else."""
    found = _CLOCK.fullmatch(form)
    if not form or not found:
        return None if form else ""
    blank, hour, colon, seconds, before, half = found.groups()
    letter = "h" if half else "H"
    quoted = "'T'" if blank == "T" else blank
    return f"{quoted}{letter * len(hour)}{colon}mm{f'{colon}ss' if seconds else ''}{before}{'a' if half else ''}"
