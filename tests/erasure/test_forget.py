"""Nothing is left of who was forgotten, in bytes or decoded, now or in any version; all others stay to the cent."""

import pytest
from pyspark.errors import PySparkException
from tests.erasure.conftest import GONE, STAYS
from tests.erasure.search import hits

from gcrm.core.testing import plain
from gcrm.ops.erasures import ERASURES, finished, unfinished
from gcrm.silver.transactions import TRANSACTIONS

pytestmark = [pytest.mark.sequences, pytest.mark.core]


def test_bytes_and_what_they_unpack_to_hold_nothing_of_them(later):
    ran = later.ran
    wanted = [text for card in GONE for text in ran.of(card)]
    assert hits([ran.club.lakehouse], wanted) == []
    kept = {text for _, text in hits([ran.club.lakehouse, ran.club.landing], ran.of(STAYS))}
    assert kept == set(ran.of(STAYS)), "the search finds who is there"


def test_it_was_stopped_at_every_step_and_ended_by_the_same_command(forgotten):
    lake = forgotten.ran.lake
    assert forgotten.stops >= 5
    assert unfinished(lake) == {}
    done = finished(lake, forgotten.last)
    assert {"landing", "ops.quarantine", "vault.till_sales", "silver.transactions", "all"} <= done
    assert plain(lake.read(ERASURES), "n_members") == [(2,)] * lake.read(ERASURES).count()


def test_amounts_of_all_others_are_what_they_were(forgotten):
    assert forgotten.after == forgotten.before


def test_no_version_that_can_be_read_knows_them(forgotten):
    lake, gone = forgotten.ran.lake, {forgotten.ran.pseudonym(card) for card in GONE}
    seen = [found for version in range(lake.version(TRANSACTIONS) + 1) if (found := members(lake, version)) is not None]
    assert seen
    assert all(gone.isdisjoint(found) for found in seen)


def members(lake, version):
    try:
        return {row[0] for row in lake.read(TRANSACTIONS, version).select("member_id").collect()}
    except PySparkException as error:
        if "DELTA_VERSION_NOT_FOUND" in str(error):
            return None
        raise


def test_a_late_delivery_and_another_setting_do_not_bring_them_back(later):
    sales = later.ran.lake.read(TRANSACTIONS)
    assert {row[0] for row in sales.select("partner_id").distinct().collect()} == {"kiosk", "club"}, "built anew"
    members = {row[0] for row in sales.select("member_id").distinct().collect()}
    assert members == {None, later.ran.pseudonym(STAYS)}
    late = [("z2", 1, "12.00"), ("z9", 1, "3.00")]
    assert later.ran.sales() == sorted([*later.before, *late], key=repr)


def test_the_same_command_takes_them_out_of_what_was_delivered_since(later):
    club = later.ran.club
    wanted = [text for card in GONE for text in later.ran.of(card)]
    assert {path for path, _ in hits([club.landing], wanted)} == {
        str(club.landing / "s9_late.csv"), str(club.landing / "people" / "p9.csv")
    }  # fmt: skip
    result = club.forget("--list", str(club.conf / "list.txt"))
    assert (result.code, result.err) == (0, "")
    assert hits([club.landing, club.lakehouse], wanted) == []
