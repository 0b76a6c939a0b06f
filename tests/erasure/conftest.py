"""A club that is run, two of whose three members are forgotten, stopped at every step; and what came of it."""

import hmac
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from tests.erasure.club import PEOPLE, Club

from gcrm.cli.erasure import estate
from gcrm.cli.project import assemble
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain
from gcrm.erasure.asked import asked
from gcrm.erasure.forget import forget
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.vault.derived import Keys
from gcrm.vault.keys import FILE_VARIABLE, VARIABLE, list_secret, secret

GONE, STAYS = ("karte-4711", "karte-4712"), "karte-4713"


@dataclass(frozen=True)
class Ran:
    """A club and its lakehouse."""

    club: Club
    lake: Lakehouse

    def pseudonym(self, card):
        vault = self.lake.vault
        key = Keys("corner", lambda: secret(vault, True), lambda: list_secret(vault)).member("till")
        return hmac.digest(key, card.encode(), "sha256")[:16].hex()

    def of(self, card):
        """Everything that tells who somebody is."""
        return [card, self.pseudonym(card), *PEOPLE[card]]

    def sales(self):
        """Basket lines with their amounts, of those who stay."""
        gone = ", ".join(f"'{self.pseudonym(card)}'" for card in GONE)
        kept = self.lake.read(TRANSACTIONS).filter(f"member_id IS NULL OR member_id NOT IN ({gone})")
        return plain(kept.selectExpr("transaction_id", "line", "string(amount)"))


@pytest.fixture(scope="session")
def clubhouse(spark, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name in (VARIABLE, FILE_VARIABLE):
            patch.delenv(name, raising=False)
        club = Club(tmp_path_factory.mktemp("club"))
        club.everything()
        result = club.run()
        assert (result.code, result.err) == (0, "")
        yield Ran(club, Lakehouse(spark, str(club.lakehouse)))


@dataclass(frozen=True)
class Told:
    """What `gcrm subject` wrote, and how."""

    result: object
    content: dict
    mode: int


@pytest.fixture(scope="session")
def known(clubhouse, tmp_path_factory):
    out = tmp_path_factory.mktemp("known") / "subject.json"
    result = clubhouse.club.gcrm("subject", "--lakehouse", clubhouse.lake.root, "--member", GONE[0], "--out", str(out))
    assert (result.code, result.err) == (0, "")
    return Told(result, json.loads(out.read_text()), out.stat().st_mode & 0o777)


class StoppedError(Exception):
    """A kill."""


@dataclass(frozen=True)
class Forgotten:
    """The club afterwards: sales of those who stay before and after, how often it was stopped, what was said."""

    ran: Ran
    before: list
    after: list
    stops: int
    said: list
    last: str


@pytest.fixture(scope="session")
def forgotten(clubhouse, known):
    assert known
    list_ = Path(clubhouse.club.conf) / "list.txt"
    list_.write_text("\n".join(GONE) + "\n", encoding="utf-8")
    before, seen, stops, erasures = clubhouse.sales(), set(), 0, []
    landing, lakehouse = str(clubhouse.club.landing), clubhouse.lake.root
    key = partial(secret, clubhouse.lake.vault, True)
    project = assemble(clubhouse.club.conf, "corner", "local", [], landing, key, lakehouse=lakehouse)

    def say(line):
        # Once at the first table of each layer, and at everything else.
        what = line.split(".")[0] if line.startswith(("vault", "silver", "warehouse")) else line[:20]
        if what not in seen:
            seen.add(what)
            raise StoppedError(what)
        erasures.append(line)

    while True:
        try:
            last = forget(clubhouse.lake, estate(project), landing, asked(None, list_), None, say)
            break
        except StoppedError:
            stops += 1
            assert stops < 40
            if stops == 2:
                refused = clubhouse.club.run()
                assert refused.complaints[0].endswith("has not ended; the same `gcrm forget` command ends it.")
    return Forgotten(clubhouse, before, clubhouse.sales(), stops, erasures, last)


@pytest.fixture(scope="session")
def later(forgotten):
    """After a run with another setting of files and SELECT, to which a late delivery of the same people came."""
    from tests.corner import FEED, SQL
    from tests.erasure.club import register, till

    club = forgotten.ran.club
    club.configure(
        "coalitions/corner/feeds/till/feed.yml", FEED.replace("    key: [", "    options: {comment: '#'}\n    key: [")
    )
    club.configure("coalitions/corner/feeds/till/transactions.sql", SQL.replace("'corner' AS", "'kiosk' AS"))
    club.put("s9_late.csv", till("z", PEOPLE))
    club.put("people/p9.csv", register(dict.fromkeys(GONE, PEOPLE[GONE[0]])))
    result = club.run()
    assert (result.code, result.err) == (0, "")
    return forgotten
