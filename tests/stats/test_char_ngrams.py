"""N-grams do not reach from one text into the next, and batches are no matter."""

import numpy as np
import pytest

from gcrm.stats.char_ngrams import N_BUCKETS, buckets, normal, scores, telling, vectors

TEXTS = ["Waited at Marlowick", "", "ไปมาแล้ว", "서울 😀", "\ufffd\x00", "a" * 3000]
TOLD = telling(np.array([3, 4]), np.array([[9, 0], [5, 5]]), np.array([9, 9]))
WEIGHTS = np.random.default_rng(1).normal(size=(N_BUCKETS, 3)).astype(np.float32)


def test_a_text_scores_the_same_in_any_batch():
    whole = scores(TEXTS, WEIGHTS, TOLD)
    each = np.vstack([scores([text], WEIGHTS, TOLD) for text in TEXTS])
    np.testing.assert_allclose(whole, each, rtol=1e-9)


def test_scores_are_products_of_vectors_with_weights():
    products = [(WEIGHTS[index] * values[:, None]).sum(axis=0) for index, values in vectors(TEXTS, TOLD)]
    np.testing.assert_allclose(scores(TEXTS, WEIGHTS, TOLD), products, rtol=1e-4)


def test_as_many_ngrams_as_windows_fit():
    owners, found = buckets(["abc de"])  # with a blank at either end
    assert len(owners) == (7 + 6 + 5 + 4) + (2 + 1)
    assert (found >= N_BUCKETS // 2).sum() == 3, "those of words lie behind those of letters"
    assert found.min() >= 0
    assert found.max() < N_BUCKETS


def test_no_texts_have_no_scores():
    assert scores([], WEIGHTS).shape == (0, 3)


def test_what_is_telling_weighs_more_and_every_text_as_much():
    own = vectors(["ab"])[0][0]
    held = np.array([[5, 5], *[[9, 1]] * (len(own) - 1)])
    [(index, values)] = vectors(["ab"], telling(own, held, np.array([9, 9])))
    assert values[0] < values[1:].min()
    np.testing.assert_allclose((values**2).sum(), 1)
    assert len(index) == 7


def test_letters_and_words_have_an_equal_say():
    [(index, values)] = vectors(["a rather long text, of many letters"])
    assert (values[index >= N_BUCKETS // 2] ** 2).sum() == pytest.approx(0.5)


def test_what_is_drawn_out_and_what_is_counted_is_one():
    assert normal("soooo good!!!!") == normal("sooo good!!!")
    assert normal("55555") == normal("555") != normal("55")
    assert normal("see http://a.example/x") == normal("see https://b.example")


def test_case_width_and_blanks_are_no_matter():
    assert normal("ＧＯＯＤ\n\tday") == normal("good day")
