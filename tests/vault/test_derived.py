"""Derived keys: by the definition of the standard, and none of them like another."""

import hashlib
from itertools import product

from gcrm.vault.derived import Keys, key_id

SECRET = bytes(range(32))


def keys(coalition, secret=SECRET):
    return Keys(coalition, lambda: secret, lambda: secret)


def test_a_namespace_has_a_key_of_its_own():
    # HKDF-Expand of one block by hand: HMAC of the label and a counter, from the definition in RFC 2104.
    padded, label = SECRET + bytes(32), b"gcrm\x002\x00member\x00corner\x00till"
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in padded) + label + b"\x01").digest()
    assert keys("corner").member("till") == hashlib.sha256(bytes(b ^ 0x5C for b in padded) + inner).digest()


def test_no_two_of_a_coalition_a_purpose_and_a_name_share_a_key():
    names = ("", "till", "tills", "Till", "corner")
    found = [
        getattr(keys(coalition), purpose)(name)
        for coalition, purpose, name in product(("corner", "corne", "r"), ("member", "thing", "mark"), names)
    ]
    assert len(set(found)) == len(found)
    assert keys("corner").member("till") != keys("corner", bytes(32)).member("till")


def test_a_fingerprint_tells_secrets_and_coalitions_apart_and_shows_nothing_of_them():
    one = key_id(SECRET, "corner")
    assert one == key_id(SECRET, "corner")
    assert len({one, key_id(bytes(32), "corner"), key_id(SECRET, "club")}) == 3
    assert one.startswith("2-")
    assert len(one) == 18
    assert one[2:] not in keys("corner").member("").hex() + SECRET.hex()
