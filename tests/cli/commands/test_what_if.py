"""`gcrm what-if`: either a store opens or one closes."""

import pytest

from gcrm.cli.commands import what_if
from gcrm.cli.parser import parsed
from gcrm.core.errors import UsageError


@pytest.mark.parametrize("given", [[], ["--open", "1,2,3", "--close", "S1"]])
def test_one_change_must_be_named(given):
    with pytest.raises(UsageError, match="either --open LON,LAT,SIZE or --close STORE"):
        what_if.run(parsed(["what-if", "--coalition", "demo", *given]))
