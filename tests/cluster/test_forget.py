"""Fifty members of sixty are forgotten on HDFS: nothing of them is left in a file, in a block, or in any version."""

import gzip
import hmac
from pathlib import Path

import pytest
from pyspark.errors import PySparkException
from tests.cluster.commands import STEWARD, Done, gcrm, hdfs
from tests.erasure.club import TABLES, Club, air, notes, register, till, web
from tests.erasure.search import hits

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.vault.derived import Keys
from gcrm.vault.keys import VARIABLE

KEY = "8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4"
LANDING, LAKE = "hdfs:///forget/landing", "hdfs:///forget/lake"
PEOPLE = {
    f"karte-{4000 + 7 * i}": (f"Aurelia{i}x", f"Quasten{i}flosser", f"+49 171 555{1000 + 7 * i}", f"q{i}@x.example.org")
    for i in range(60)
}
GONE, STAY = list(PEOPLE)[:50], list(PEOPLE)[50:]
_SECONDS = 60.0


class Clustered(Club):
    """The club with its files on HDFS, driven from processes of their own."""

    def __init__(self, root, cluster) -> None:
        super().__init__(root)
        self.configure("env/local.yml", Path("conf/env/local.yml").read_text(encoding="utf-8"))
        self.cluster, self.n_pulled = cluster, 0

    def everything(self) -> None:
        """Files of every kind: of tills with columns that have shifted, refused, damaged."""
        self.put("s1.csv", till("a", PEOPLE))
        self.put("s2.csv.gz", gzip.compress(till("b", PEOPLE).encode()))
        self.put("s4_refused.csv", till("c", PEOPLE).replace(",", ";"))
        self.put("people/p1.csv", register(PEOPLE))
        self.put("web/w1.jsonl.gz", gzip.compress(web("w", PEOPLE).encode()))
        self.put("air/a1.parquet", air("f", PEOPLE))
        self.put("notes/n1.csv", notes("w", PEOPLE))

    def deliver(self, *names: str) -> None:
        """Puts files, or folders of them, where the coalition delivers."""
        hdfs(self.cluster, "-put", "-f", *(str(self.landing / name) for name in names), LANDING, user=STEWARD)

    def typed(self, command: str, *more: str) -> Done:
        where = ("--coalition", "corner", "--conf", str(self.conf), "--landing", LANDING, "--lakehouse", LAKE)
        return gcrm(self.cluster, command, *where, *more, user=STEWARD, variables={VARIABLE: KEY})

    def of(self, cards):
        """Everything that tells who somebody is."""
        key = Keys("corner", lambda: bytes.fromhex(KEY), lambda: b"").member("till")
        hashed = [hmac.digest(key, card.encode(), "sha256")[:16].hex() for card in cards]
        return [*cards, *hashed, *(text for card in cards for text in PEOPLE[card])]

    def pulled(self):
        """All that lies in the landing folder and in the lakehouse, on this machine."""
        self.n_pulled += 1
        target = self.conf.parent / f"pulled{self.n_pulled}"
        target.mkdir()
        hdfs(self.cluster, "-get", "-crc", LANDING, LAKE, str(target))
        return target

    def blocks(self):
        """Where DataNodes keep the bytes."""
        return [self.cluster.folder(name) / "blocks" for name in self.cluster.running if name.startswith("datanode")]


@pytest.fixture(scope="module")
def club(cluster, tmp_path_factory):
    club = Clustered(tmp_path_factory.mktemp("forget"), cluster)
    club.everything()
    hdfs(cluster, "-mkdir", "-p", LANDING)
    hdfs(cluster, "-chown", "-R", STEWARD, "hdfs:///forget")
    club.deliver("s1.csv", "s2.csv.gz", "s4_refused.csv", "people", "web", "air", "notes")
    club.typed("run", "--only", *TABLES)
    return club


@pytest.fixture(scope="module")
def far(reader):
    return Lakehouse(reader, LAKE)


def sales(far, club):
    """Lines of those who stay, with their amounts."""
    hashed = ", ".join(f"'{one}'" for one in club.of(STAY))
    return plain(far.read(TRANSACTIONS).filter(f"member_id IN ({hashed})").selectExpr("line", "string(amount)"))


@pytest.fixture(scope="module")
def forgotten(club, far):
    """Sales of those who stay before and after, and what was found of those who go before."""
    before, found = sales(far, club), {text for _, text in hits([club.pulled()], club.of(GONE))}
    (listed := club.conf / "list.txt").write_text("\n".join(GONE) + "\n", encoding="utf-8")
    club.typed("forget", "--list", str(listed))
    return before, sales(far, club), found


def test_the_search_finds_who_is_there_and_nobody_who_is_gone(club, forgotten):
    _, _, found = forgotten
    assert found == set(club.of(GONE))
    left = club.pulled()
    assert hits([left], club.of(GONE)) == []
    assert {text for _, text in hits([left], club.of(STAY))} == set(club.of(STAY))


def test_no_block_of_theirs_is_left_on_a_disk(club, forgotten):
    """A NameNode has DataNodes delete in their next heartbeats."""
    assert forgotten
    assert hits(club.blocks(), club.of(STAY)) != []
    club.cluster.wait(lambda: hits(club.blocks(), club.of(GONE)) == [], "blocks to be deleted", _SECONDS)


def test_amounts_of_all_others_are_what_they_were(forgotten):
    before, after, _ = forgotten
    assert len(before) > 10
    assert after == before


def test_no_version_that_can_be_read_knows_them(club, far, forgotten):
    assert forgotten
    gone, seen = set(club.of(GONE)), 0
    for version in range(far.version(TRANSACTIONS) + 1):
        try:
            members = {row[0] for row in far.read(TRANSACTIONS, version).select("member_id").collect()}
        except PySparkException as error:
            if "DELTA_VERSION_NOT_FOUND" not in str(error):
                raise
            continue
        seen += 1
        assert gone.isdisjoint(members)
    assert seen


def test_a_late_delivery_does_not_bring_them_back(club, far, forgotten):
    club.put("s9_late.csv", till("z", dict(list(PEOPLE.items())[48:52])))
    club.deliver("s9_late.csv")
    club.typed("run", "--only", *TABLES)
    club.typed("forget", "--list", str(club.conf / "list.txt"))
    assert hits([club.pulled()], club.of(GONE)) == []
    assert len(sales(far, club)) > len(forgotten[1])
