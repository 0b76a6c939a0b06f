"""A definition in a file, and its segments beside the standard ones."""

import pytest

from gcrm.cli.segment import agreement, read, sizes
from gcrm.core.errors import MistakesError
from gcrm.core.frames import small

GOOD = """
name: big and small
population: n_visits >= 2
cuts: {feature: amount, at: [100, 1000], names: [small, middle, big]}
"""


def definition(tmp_path, text):
    path = tmp_path / "mine.yml"
    path.write_text(text)
    return path


def test_a_definition_is_read(tmp_path):
    found = read(definition(tmp_path, GOOD))
    assert (found.name, found.cuts.at, found.cuts.names[2]) == ("big and small", (100.0, 1000.0), "big")
    rules = read(definition(tmp_path, "name: t\nrules: [{segment: gold, when: amount > 5}]"))
    assert rules.rules[0].when == "amount > 5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: t\ncuts: {feature: amount, at: [3, 1]}", "mine.yml:2.*cut points must rise"),
        ("name: t\nlinear: [wealth]", "features.members has no figure wealth"),
        ("name: t\nlinaer: [amount]", "mine.yml:2: Unknown key 'linaer': did you mean 'linear'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, text, message):
    with pytest.raises(MistakesError, match=message):
        read(definition(tmp_path, text))


def test_sizes_and_agreement_with_the_standard_ones(spark):
    own = small(spark, "member_id string, segment string", [(str(i), "big" if i < 4 else "small") for i in range(10)])
    assert [tuple(row.values()) for row in sizes(own).rows] == [("small", 6, "60.0%"), ("big", 4, "40.0%")]
    standard = small(spark, "member_id string, segment int", [(str(i), 1 if i < 4 else 2) for i in range(9)])
    assert agreement(own, standard) == "Agreement with the 2 standard segments: 1.00 (adjusted Rand index, 9 members)."
    assert agreement(own, standard.limit(0)).startswith("No member has a standard segment")
