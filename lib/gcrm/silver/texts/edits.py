"""Names within one edit of what is written: a letter too many, too few, another, or two that changed places."""

from collections.abc import Iterable


def is_one_edit(one: str, other: str) -> bool:
    """Whether one edit at most turns one text into the other (restricted Damerau-Levenshtein distance).

    >>> [is_one_edit("marlowick", word) for word in ("marlowick", "marlwoick", "marlowik", "marlovick", "maroick")]
    [True, True, True, True, False]
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    if one[1:] == other[1:] or one[1:] == other or one == other[1:]:
        return True
    return len(one) == len(other) > 1 and one[0] == other[1] and one[1] == other[0] and one[2:] == other[2:]


class Nearby:
    """Words of at least `shortest` letters by all that is left of them without one letter (Garbe 2012)."""

    def __init__(self, words: Iterable[str], shortest: int) -> None:
        self.shortest, self.longest = shortest, 0
        self._by_rest: dict[str, list[str]] = {}
        for word in words:
            if len(word) >= shortest:
                self.longest = max(self.longest, len(word))
                for rest in _rests(word):
                    self._by_rest.setdefault(rest, []).append(word)

    def nearest(self, written: str) -> str | None:
        """The only word within one edit; None where there is none, or more than one.

        >>> near = Nearby(["marlowick", "fennbasket", "nokturo", "nokture"], 6)
        >>> near.nearest("marlwoick"), near.nearest("nokturi"), near.nearest("fennbask")
        ('marlowick', None, None)
        """
        if not self.shortest - 1 <= len(written) <= self.longest + 1:
            return None
        found = {word for rest in _rests(written) for word in self._by_rest.get(rest, ()) if is_one_edit(word, written)}
        return found.pop() if len(found) == 1 else None


def _rests(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
