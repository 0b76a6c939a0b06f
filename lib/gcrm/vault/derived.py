"""Keys that are derived from the secret of a coalition: one for each namespace of members, one for each kind of thing.

HKDF-Expand with one block (Krawczyk and Eronen 2010, RFC 5869, section 2.3). What a key is for, whose it is and the
version of this derivation stand in the label, so two coalitions with one secret share no pseudonym.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

VERSION = 2
_BLOCK = b"\x01"


@dataclass(frozen=True)
class Keys:
    """The keys of one coalition. `secret` is asked when a pseudonym is made; `list_secret`, which the secret may be
    changed without, when the list of forgotten members is."""

    coalition: str
    secret: Callable[[], bytes]
    list_secret: Callable[[], bytes]

    def member(self, namespace: str) -> bytes:
        """Makes pseudonyms of the members whose keys are of the namespace."""
        return _derived(self.secret(), "member", self.coalition, namespace)

    def thing(self, name: str) -> bytes:
        """Makes keyed hashes of ids of what people bought or wrote: one id is one hash throughout the coalition."""
        return _derived(self.secret(), "thing", self.coalition, name)

    def mark(self, namespace: str) -> bytes:
        """Makes what stands on the list of forgotten members."""
        return _derived(self.list_secret(), "forgotten", self.coalition, namespace)


def key_id(secret: bytes, coalition: str) -> str:
    """A fingerprint that tells one secret, coalition and version from another and gives nothing of the secret away."""
    return f"{VERSION}-{_derived(secret, 'key id', coalition).hex()[:16]}"


def _derived(secret: bytes, *label: str) -> bytes:
    # No name holds the sign between the parts, so no two labels are alike.
    told = "\0".join(("gcrm", str(VERSION), *label)).encode()
    return hmac.digest(secret, told + _BLOCK, "sha256")
