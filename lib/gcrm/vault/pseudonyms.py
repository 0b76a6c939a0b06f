"""Keyed hashes that stand for people: the same key gives the same pseudonym, and no pseudonym gives a key."""

import hmac
from typing import cast

import pyarrow as pa
from pyspark.sql import Column
from pyspark.sql.pandas.functions import arrow_udf


def pseudonym(member_key: Column, key: bytes) -> Column:
    """The first 128 bits of HMAC-SHA256 of a member's key, in hexadecimal; null stays null.

    Source: Krawczyk, Bellare and Canetti (1997), RFC 2104.

    An Arrow function, not a Spark expression: as a literal of an expression the key would stand in every plan.
    """

    @arrow_udf("string")  # type: ignore[call-overload, untyped-decorator]
    def digests(values: pa.Array) -> pa.Array:
        # A member and a basket stand on several rows, and each is hashed once.
        once = values.dictionary_encode()
        named = [hmac.digest(key, value.encode(), "sha256")[:16].hex() for value in once.dictionary.to_pylist()]
        return pa.array(named, type=pa.string()).take(once.indices)

    return cast(Column, digests(member_key))
