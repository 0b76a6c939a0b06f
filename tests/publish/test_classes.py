"""Classes of counts: wide, without a gap, and the same wherever they are told."""

import pytest

from gcrm.publish.classes import bounds, edges, lowest, told, typical


@pytest.mark.parametrize("least", [10, 12, 25, 40, 91, 250])
def test_every_class_is_wider_than_twenty_and_one_follows_the_other(least: int) -> None:
    classes = [bounds(edge) for edge in edges(least)[:20]]
    assert all(high - low > 20 for low, high in classes)
    assert [low for low, _ in classes[1:]] == [high + 1 for _, high in classes[:-1]]


def test_from_a_hundred_on_a_class_leaves_a_fifth_to_either_side_of_its_middle() -> None:
    for low, high in (bounds(edge) for edge in edges()[2:30]):
        middle = (low + high) / 2
        assert (high - middle) / middle >= 0.19


def test_a_count_is_in_its_class() -> None:
    for n in (10, 39, 40, 99, 100, 2519, 10**6):
        low, high = bounds(lowest(n))
        assert low <= n <= high
        assert low <= typical(low) <= high


def test_a_class_is_told_in_words_and_a_withheld_one_in_one() -> None:
    assert (told(40), told(None)) == ("40 to 99", "withheld")
