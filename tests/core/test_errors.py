"""What a user can mend is said in one sentence each."""

import pytest

from gcrm.core.errors import MistakesError, UsageError, unknown


def test_mistakes_are_told_all_at_once_a_line_each():
    with pytest.raises(UsageError, match=r"^one\ntwo$") as caught:
        raise MistakesError(line for line in ("one", "two"))
    assert caught.value.problems == ("one", "two")


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("brasil", ["grocer", "brazil"], "Unknown coalition 'brasil': did you mean 'brazil'? Known: brazil, grocer."),
        ("x", ["grocer", "brazil"], "Unknown coalition 'x': Known: brazil, grocer."),
        ("x", [], "Unknown coalition 'x': Known: none."),
    ],
)
def test_an_unknown_name_is_told_with_those_that_are_known(name, known, said):
    assert unknown("coalition", name, known) == said
