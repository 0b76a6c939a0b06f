"""Names of groups by where their centres lie, such that no two share one."""

from collections.abc import Mapping, Sequence

MOST = 2  # words in a name, where they tell groups apart
NAMED_FROM = 0.25  # standard deviations from the middle of all from which a feature names


def named(
    centres: Mapping[int, Mapping[str, float]],
    words: Mapping[str, Sequence[str]],
    most: int = MOST,
    named_from: float = NAMED_FROM,
) -> dict[int, str]:
    """A name per group by where its centre lies on scaled features, of which 0 is the middle of all.

    `words`: feature to its low and its high word. `most`: words in a name; names that would be the same grow by further
    ones until they differ, and bear the group's number where they cannot. `named_from`: from how far a feature names.

    >>> words = {"n_visits": ("few visits", "many visits")}
    >>> named({1: {"n_visits": 1.2}, 2: {"n_visits": -0.8}}, words)
    {1: 'many visits', 2: 'few visits'}
    """
    ranked = {group: _ranked(centre, words, named_from) for group, centre in centres.items()}
    names = {group: _shortest(group, ranked, most) for group in ranked}
    every = [*names.values()]
    return {group: f"{name} ({group})" if every.count(name) > 1 else name for group, name in names.items()}


def _shortest(group: int, ranked: Mapping[int, Sequence[str]], most: int) -> str:
    """As few words as tell the group from the others, and `most` at least."""
    own = ranked[group]
    for n in range(most, len(own) + 1):
        others = [said[:n] for other, said in ranked.items() if other != group]
        if own[:n] not in others:
            return ", ".join(own[:n])
    return ", ".join(own[:most]) or "average"


def _ranked(centre: Mapping[str, float], words: Mapping[str, Sequence[str]], named_from: float) -> list[str]:
    telling = sorted((-abs(x), name) for name, x in centre.items() if name in words and abs(x) >= named_from)
    return [words[name][int(centre[name] > 0)] for _, name in telling]
