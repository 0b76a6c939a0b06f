"""Agreement, alignment and number of segments."""

from fractions import Fraction
from itertools import permutations
from math import comb

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.clustering import Score, adjusted_rand_index, choose_k, continued

IRIS_KMEANS = [[50, 0, 0], [0, 48, 2], [0, 14, 36]]
IRIS_GMM = [[50, 0, 0], [0, 45, 5], [0, 0, 50]]


def crossed(first, second):
    table = np.zeros((first.max() + 1, second.max() + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    return table


def by_pairs(first, second):
    """The index as defined, on every pair of members."""
    upper = np.triu_indices(first.size, 1)
    one, two = ((labels[:, None] == labels)[upper] for labels in (first, second))
    both, expected = (one & two).sum(), one.sum() * two.sum() / one.size
    return (both - expected) / ((one.sum() + two.sum()) / 2 - expected)


def exact(table):
    """Hubert and Arabie's equation in fractions."""
    both = sum(comb(cell, 2) for row in table for cell in row)
    rows, columns = (sum(comb(sum(line), 2) for line in lines) for lines in (table, zip(*table, strict=True)))
    expected = Fraction(rows * columns, comb(sum(map(sum, table)), 2))
    return float((both - expected) / (Fraction(rows + columns, 2) - expected))


@pytest.mark.parametrize(("table", "published"), [(IRIS_KMEANS, 0.7302), (IRIS_GMM, 0.9039)])
def test_iris_is_what_was_published(table, published):
    assert adjusted_rand_index(table) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("seed", range(4))
def test_the_index_agrees_with_counting_every_pair(seed):
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 4, 80)
    second = np.where(rng.random(80) < 0.5, first, rng.integers(0, 5, 80))
    table = crossed(first, second)
    assert adjusted_rand_index(table) == pytest.approx(by_pairs(first, second), rel=1e-12)
    assert adjusted_rand_index(table.T) == adjusted_rand_index(table)
    assert adjusted_rand_index(table[::-1]) == adjusted_rand_index(table)


def test_chance_agreement_is_zero_on_average():
    rng = np.random.default_rng(11)
    scores = [adjusted_rand_index(crossed(rng.integers(0, 4, 200), rng.integers(0, 4, 200))) for _ in range(300)]
    assert abs(np.mean(scores)) < 0.003


def test_equal_partitions_agree_fully_even_when_trivial():
    for table in (np.diag([5, 7, 9]), [[12]], np.eye(4, dtype=int)):
        assert adjusted_rand_index(table) == 1.0


def test_counts_beyond_64_bit_pairs_stay_exact():
    # At 2^60 a float is good to 256 members, and an index near zero is where the odd member shows.
    table = np.full((2, 2), 2**60) + (2**30 + 1) * np.array([[1, -1], [-1, 1]])
    rounded = table.astype(float).astype(np.int64)
    assert adjusted_rand_index(table) == exact(table.tolist())
    assert exact(table.tolist()) != exact(rounded.tolist())


def test_tables_that_count_nobody_are_refused():
    with pytest.raises(InvalidInputError, match="counts 1 members: at least 2 would work"):
        adjusted_rand_index([[1, 0]])
    with pytest.raises(InvalidInputError, match=r"^contingency is negative at row 1"):
        adjusted_rand_index([[1, 2], [3, -1]])
    with pytest.raises(InvalidInputError, match=r"^contingency is not whole at row 0"):
        adjusted_rand_index([[1.5, 2.0]])
    with pytest.raises(InvalidInputError, match=r"^contingency is NaN or infinite"):
        adjusted_rand_index([[np.nan, 2.0]])
    with pytest.raises(InvalidInputError, match="1 dimensions: 2 would work"):
        adjusted_rand_index([1, 2])


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_centroids_get_their_labels_back(seed):
    rng = np.random.default_rng(seed)
    previous, order = 10 * rng.normal(size=(6, 3)), rng.permutation(6)
    assert continued(range(6), previous, previous[order] + rng.normal(0, 0.01, (6, 3))) == order.tolist()


@pytest.mark.parametrize("seed", range(4))
def test_no_other_permutation_is_closer(seed):
    rng = np.random.default_rng(seed)
    old, new = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    found = continued(range(5), old, new)
    best = min(np.square(new - old[list(p)]).sum() for p in permutations(range(5)))
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert np.square(new - old[found]).sum() == pytest.approx(best, rel=1e-12)


def test_the_nearest_centroid_is_given_up_when_the_whole_is_closer():
    assert continued([1, 2], [[0.0], [10.0]], [[4.0], [-7.0]]) == [2, 1]


def test_the_highest_silhouette_wins_among_stable_and_large_enough():
    scores = [Score(2, 0.9, 0.79, 0.4), Score(3, 0.8, 0.9, 0.04), Score(4, 0.6, 0.8, 0.05), Score(5, 0.5, 1.0, 0.1)]
    choice = choose_k(scores, min_share=0.05)
    assert choice.k == 4
    assert choice.reason == (
        "k = 4 has the highest silhouette (0.600) of 2 of 4 candidates with stability >= 0.8 and no segment under 5%."
    )


def test_without_a_stable_candidate_no_number_is_invented():
    choice = choose_k([Score(2, 0.9, 0.5, 0.4), Score(3, 0.2, 0.7, 0.125)])
    assert choice.k == 1
    assert choice.reason == (
        "No number of segments is stable: of 2 candidates none has stability >= 0.8 and no segment under 1%. Nearest "
        "is k = 3 (stability 0.700, smallest segment 12.5%)."
    )


def test_the_number_that_stands_stays_unless_another_is_clearly_better():
    near = [Score(3, 0.50, 0.9, 0.1), Score(4, 0.49, 0.9, 0.1)]
    assert (choose_k(near).k, choose_k(near, standing=4).k) == (3, 4)
    assert choose_k(near, standing=4).reason.startswith("k = 4 stays: its silhouette (0.490) is hardly below the best")
    assert choose_k([Score(3, 0.50, 0.9, 0.1), Score(4, 0.45, 0.9, 0.1)], standing=4).k == 3
    assert choose_k([Score(3, 0.50, 0.9, 0.1), Score(4, 0.49, 0.7, 0.1)], standing=4).k == 3, "it is stable no more"


def test_labels_go_on_and_those_that_went_never_come_back():
    assert continued([1, 2, 5], [[0.0], [5.0], [9.0]], [[9.1], [0.1]]) == [5, 1]
    assert continued([1, 5], [[0.0], [9.0]], [[9.1], [0.1], [4.0]], used=5) == [5, 1, 6]
    with pytest.raises(InvalidInputError, match="centroids has 2 features: 1 would work"):
        continued([1], [[0.0]], [[0.0, 1.0]])


def test_a_tie_goes_to_fewer_segments_in_any_order():
    scores = [Score(k, 0.5, 0.9, 0.1) for k in (4, 3, 6)]
    assert choose_k(scores).k == choose_k(scores[::-1]).k == 3


def test_no_candidates_and_missing_scores_are_refused():
    with pytest.raises(InvalidInputError, match="0 candidates for k: at least 1 would work"):
        choose_k([])
    with pytest.raises(InvalidInputError, match="a score of k = 3 is NaN or infinite"):
        choose_k([Score(2, 0.5, 0.9, 0.2), Score(3, float("nan"), 0.9, 0.2)])
