"""Parameters that a world is not made of."""

import pytest
from tests.simulate.conftest import CONF

from gcrm.core.errors import MistakesError
from gcrm.simulate.world import load


def refusal(given: str) -> str:
    """The one line that the setting `given` is refused with."""
    with pytest.raises(MistakesError) as caught:
        load(CONF, [given])
    told = str(caught.value)
    assert "\n" not in told
    return told
