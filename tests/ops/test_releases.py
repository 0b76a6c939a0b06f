"""The ledger of releases holds what was shown, and nobody."""

from gcrm.core.contracts.table import Append
from gcrm.ops.ledger import OPS
from gcrm.ops.releases import RELEASES


def test_releases_are_only_ever_added_and_part_of_the_ledger():
    assert RELEASES in OPS
    assert isinstance(RELEASES.load, Append)


def test_it_holds_no_key_of_a_member_and_no_count_that_was_not_shown():
    assert [field.name for field in RELEASES.fields if field.pii] == []
    counts = [field for field in RELEASES.fields if field.name.startswith("n_")]
    assert [(field.name, field.doc.partition(";")[2]) for field in counts] == [("n_members", " null where withheld")]
