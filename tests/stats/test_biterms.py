"""Topics are found again in texts that were made of them, and keep their numbers."""

import numpy as np
import pytest

from gcrm.stats import biterms
from gcrm.stats.clustering import adjusted_rand_index

K, TERMS, TEXTS = 4, 60, 1500


@pytest.fixture(scope="module")
def made():
    """Texts of three to seven terms, each of one topic, whose terms overlap with those of others by a fifth."""
    rng = np.random.default_rng(7)
    truth = np.full((K, TERMS), 0.2 / TERMS)
    for z in range(K):
        truth[z, z * 15 : (z + 1) * 15] += 0.8 / 15
    topic = rng.integers(0, K, TEXTS)
    texts = [np.unique(rng.choice(TERMS, size=rng.integers(3, 8), p=truth[z])) for z in topic]
    pairs = np.zeros((TERMS, TERMS))
    for text in texts:
        pairs[np.ix_(text, text)] += 1
    np.fill_diagonal(pairs, 0)
    return truth, topic, texts, pairs


def test_planted_topics_are_found_and_texts_are_told_by_them(made):
    _, topic, texts, pairs = made
    found = biterms.fitted(pairs, K)
    assert found.shares.sum() == pytest.approx(1)
    assert np.abs(found.shares - 0.25).max() < 0.05
    told = [int(biterms.chances(text, found.shares, found.terms).argmax()) for text in texts]
    table = [[sum(1 for t, s in zip(topic, told, strict=True) if (t, s) == (a, b)) for b in range(K)] for a in range(K)]
    assert adjusted_rand_index(table) > 0.75
    assert all(len({i // 15 for i in own}) == 1 for own in biterms.telling(found.terms, found.shares, 5))


def test_a_new_fit_gives_the_numbers_of_the_one_before_to_topics_that_are_alike(made):
    pairs = made[3]
    first, again = biterms.fitted(pairs, K, seed=1), biterms.fitted(pairs, K, seed=99)
    old, _ = biterms.numbered(first.terms, np.zeros((0, TERMS)), [])
    assert old == [1, 2, 3, 4]
    numbers, alike = biterms.numbered(again.terms, first.terms, [10, 11, 12, 13])
    by_number = {number: again.terms[i] for i, number in enumerate(numbers)}
    for z, number in enumerate((10, 11, 12, 13)):
        assert np.abs(by_number[number] - first.terms[z]).sum() < 0.3
    assert min(alike) > 0.95


def test_no_pairs_and_one_term_are_no_trouble():
    found = biterms.fitted(np.zeros((1, 1)), 2, iterations=3)
    assert np.isfinite(found.terms).all()
    assert biterms.chances(np.array([0]), found.shares, found.terms).sum() == pytest.approx(1)
