"""A pseudonym is the standard keyed hash; see also test_door, where the standard's own cases stand."""

from gcrm.core.frames import small
from gcrm.vault.pseudonyms import pseudonym


def test_another_key_gives_another_pseudonym_and_null_stays_null(spark):
    frame = small(spark, "k string", [("c-1",), (None,)])
    one, other = (frame.select(pseudonym(frame.k, key)).collect() for key in (b"a", b"b"))
    assert one[0] != other[0]
    assert (one[1][0], other[1][0]) == (None, None)
