"""Text that somebody delivered, as a terminal or a log may show it: what steers a terminal, ends a line or turns the
direction of writing is written out."""

import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str, kept: str = "") -> str:
    r"""The text with each such sign written out, but for those that are `kept`.

    >>> visible("a\nb\x1b[2J"), visible("a\nb\x1b[2J", kept="\n"), visible("Ng\u1ecdc \u202e")
    ('a\\nb\\x1b[2J', 'a\nb\\x1b[2J', 'Ngọc \\u202e')
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in kept else repr(found[0])[1:-1], text)


def is_visible(text: str) -> bool:
    """Whether the text is as it is shown."""
    return not _UNSEEN.search(text)
