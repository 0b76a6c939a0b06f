"""Figures and names as a reader wants them."""

import pytest

from gcrm.publish.atlas.words import counted, label, number, percent, plural, quantile


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1_234_567, "1,234,567"),
        (99.96, "100"),
        (100.4, "100"),
        (-1234.5, "-1,234"),
        (-0.04567, "-0.0457"),
        (0.0, "0"),
        (7, "7"),
        (None, "–"),
    ],
)
def test_a_figure_has_three_digits_and_a_count_all(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1.0, "100%"), (0.1, "10%"), (0.0999, "10%"), (0.034, "3.4%"), (0.0, "0%"), (0.0004, "0.04%"), (None, "–")],
)
def test_a_share_is_told_in_whole_percent_and_a_small_one_in_two_digits(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("city", "cities"),
        ("railway", "railways"),
        ("box", "boxes"),
        ("bus", "buses"),
        ("dish", "dishes"),
        ("wish", "wishes"),
    ],
)
def test_a_noun_has_its_plural(noun, many):
    assert plural(noun) == many
    assert counted(0, noun) == f"0 {many}"
    assert counted(1, noun) == f"1 {noun}"
    assert counted(1200, noun) == f"1,200 {many}"


def test_only_the_sign_of_a_count_is_taken_off_a_name():
    assert [label(name) for name in ("n_visits", "spend_n_months", "name_is_given")] == [
        "visits", "spend n months", "name is given",
    ]  # fmt: skip


def test_a_quantile_lies_between_the_values_beside_it():
    assert [quantile([30, 10, 20], at) for at in (0, 0.25, 0.5, 1)] == [10, 15, 20, 30]
    assert quantile([7.5], 0.9) == 7.5
    with pytest.raises(ValueError, match=r"^No values, so no quantile\.$"):
        quantile([], 0.5)
