"""A new key: who kept the old one finds no pseudonym of it, and who was forgotten stays so."""

import hmac

import pytest
from tests.corner import Corner
from tests.erasure.search import hits

from gcrm.core.cell import OF_ANOTHER_KEY
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain, rows
from gcrm.erasure import rotation
from gcrm.ops.releases import RELEASES
from gcrm.publish.release import remembered
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.vault.derived import Keys
from gcrm.vault.keys import NEW_VARIABLE, VARIABLE

pytestmark = [pytest.mark.sequences, pytest.mark.core]
OLD = "8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4"
NEW = "41c6be90f27a3d85e0176b9cd85f23ae7094ce1b36fa82d5690db74c1e58a3f2"
CARDS = ("karte-1", "karte-2", "karte-3")
SALES = "receipt,position,customer,sold_at,price\n" + "".join(
    f"r{i},{line},{card},2018-01-0{i + 1} 10:00:00,{price}\n"
    for i, card in enumerate(CARDS)
    for line, price in ((1, f"{10 + i}.00"), (2, "oops"))
)


def hashes(key):
    keys = Keys("corner", lambda: bytes.fromhex(key), lambda: b"")
    made = {card: hmac.digest(keys.member("till"), card.encode(), "sha256")[:16].hex() for card in CARDS}
    made |= {
        f"r{i}": hmac.digest(keys.thing("transaction_id"), f"r{i}".encode(), "sha256")[:16].hex() for i in range(3)
    }
    return made


def test_nothing_of_the_old_key_is_left_and_nobody_comes_back(spark, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, OLD)
    corner = Corner(tmp_path)
    corner.put("s1.csv", SALES)
    where = ["--lakehouse", str(corner.lakehouse)]
    assert corner.run().code == 0
    assert corner.gcrm("forget", *where, "--landing", str(corner.landing), "--member", CARDS[0]).code == 0
    old, new = hashes(OLD), hashes(NEW)
    assert {text for _, text in hits([corner.lakehouse], [old[CARDS[1]], old["r1"]])} == {old[CARDS[1]], old["r1"]}

    refused = corner.gcrm("rotate-key", *where)
    assert (refused.code, refused.err) == (
        2, f"gcrm: The vault key came by {VARIABLE}: set {NEW_VARIABLE} to the next one, 64 hexadecimal digits.\n",
    )  # fmt: skip
    monkeypatch.setenv(NEW_VARIABLE, NEW)
    result = corner.gcrm("rotate-key", *where)
    assert (result.code, result.err) == (0, "")
    assert hits([corner.lakehouse], old.values()) == []
    assert corner.run().err.startswith("gcrm: The vault key (fingerprint 2-"), "the old key is refused"

    monkeypatch.setenv(VARIABLE, NEW)
    monkeypatch.delenv(NEW_VARIABLE)
    corner.put("s2_late.csv", SALES.replace("r0", "r7"))
    assert corner.run().code == 0
    lake = Lakehouse(spark, str(corner.lakehouse))
    assert plain(lake.read(TRANSACTIONS).selectExpr("member_id", "string(amount)")) == sorted(
        [(new[CARDS[1]], "11.00"), (new[CARDS[2]], "12.00")]
    )
    assert hits([corner.lakehouse], [*old.values(), new[CARDS[0]], CARDS[0]]) == []


def test_what_was_shown_stays_shown_and_members_are_counted_from_then_on(spark, tmp_path):
    lake = Lakehouse(spark, str(tmp_path))
    first = {"table_name": "publish.x", "cell": "a", "number": 1, "within": ["b"], "withheld": False, "n_members": 10}
    second = first | {"number": 2, "n_members": 40, "value": 3.0, "who": [5, 0], "what": [6, 0]}
    nobody = first | {"cell": "b", "withheld": True, "n_members": None, "who": [], "what": []}
    given = [first | {"who": [1], "what": [2]}, second, nobody]
    lake.append(RELEASES, rows(spark, RELEASES, *given), "test", 1, {})
    for _ in range(2):
        rotation._released(lake, "key-1")
    shown, last = remembered(lake.read(RELEASES))
    assert (shown["a"].n, shown["a"].value, shown["a"].within, last) == (40, 3.0, ("b",), 3)
    assert (shown["a"].who, shown["a"].what, shown["b"].who) == (OF_ANOTHER_KEY, OF_ANOTHER_KEY, ())
    assert lake.read(RELEASES).count() == len(given) + 1
