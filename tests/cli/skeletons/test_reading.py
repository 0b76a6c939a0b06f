"""What a beginning can be made from."""

import pytest

from gcrm.cli.skeletons.reading import read
from gcrm.core.errors import UsageError
from gcrm.features.members import MEMBER_FEATURES


def test_a_table_is_found_with_its_name_in_its_module():
    found = read("features.members")
    assert (found.table, found.module, found.constant) == (MEMBER_FEATURES, "gcrm.features.members", "MEMBER_FEATURES")
    assert (found.frame, found.dated) == ("members", True)
    assert not read("silver.stores").dated


def test_what_is_not_there_is_told_with_what_is():
    with pytest.raises(UsageError, match=r"^Unknown table 'features.member': did you mean 'features.members'\?"):
        read("features.member")
    with pytest.raises(UsageError, match=r"^Unknown column of silver.stores 'stor_id': did you mean 'store_id'\?"):
        read("silver.stores").column("stor_id")
