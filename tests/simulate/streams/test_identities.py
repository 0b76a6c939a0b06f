"""Who is who in partners' own registers, and what is wrong there as often as configured."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from tests.simulate.coalition import DAYS, told, true, true_frame
from tests.simulate.conftest import CONF
from tests.simulate.likelihood import near

from gcrm.core.errors import MistakesError
from gcrm.simulate.world import load


@pytest.fixture(scope="module")
def register(zone):
    """The programme's statements of members, as text."""
    tables = [pd.read_csv(path, dtype=str) for path in sorted(zone.glob("programme/members/*.csv"))]
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="module")
def known(zone, register):
    """Every row of a partner's register beside the first statement of its member."""
    rows = told(zone, "registers/*/*.csv")
    members = true_frame(zone, "members")
    linked = rows.merge(true_frame(zone, "identities"), on="customer_id").merge(members, on="member")
    return linked.merge(register.drop_duplicates("Card"), left_on="card", right_on="Card")


def test_the_links_of_the_truth_join_every_row_of_partners_registers_to_its_member(zone, register, scene):
    links = {(row["partner_id"], row["customer_id"]): row["member"] for row in true(zone, "identities")}
    members = {row["member"]: row for row in true(zone, "members")}
    mails = dict(zip(register["Card"], register["E-mail"], strict=True))
    found = []
    for path in sorted(zone.glob("registers/*/*.csv")):
        for row in pd.read_csv(path, dtype=str).to_dict("records"):
            member = links[path.parent.name, row["customer_id"]]
            assert row["e_mail"] == mails[members[member]["card"]]
            found.append((path.parent.name, row["customer_id"]))
    # Who joins after the last week is in no file yet.
    due = [link for link, member in links.items() if members[member]["joined_day"] < DAYS]
    assert sorted(found) == sorted(due)
    assert 100 < len(due) < len(links)
    assert len({partner for partner, _ in found}) == len(scene.world.identities.partners)


def test_one_member_is_in_several_registers(zone):
    links = true(zone, "identities")
    assert Counter(Counter(row["member"] for row in links).values()).keys() == {1, 2, 3}
    assert len({row["customer_id"] for row in links}) == len(links)


def is_rate(found, rate):
    return near(found.mean(), rate, np.sqrt(rate * (1 - rate) / len(found)))


def test_a_partner_knows_as_many_members_as_configured(zone, scene):
    rate = scene.world.identities.known_rate
    for partner, n in Counter(row["partner_id"] for row in true(zone, "identities")).items():
        assert near(n / scene.n_members, rate, np.sqrt(rate * (1 - rate) / scene.n_members)), partner


def test_names_are_typed_wrong_or_swapped_as_often_as_configured(known, scene):
    rates = scene.world.identities
    swapped = (known["given_name"] == known["Family Name"]) & (known["given_name"] != known["Given Name"])
    assert is_rate(swapped, rates.swapped_rate)
    meant = np.where(swapped, known["Given Name"], known["Family Name"])
    twice = [name[:2] + name[1:] for name in meant]
    wrong = known["family_name"] != meant
    assert (known["family_name"][wrong] == np.array(twice)[wrong]).all()
    assert is_rate(wrong, rates.typo_rate)


def test_births_are_ten_days_off_where_they_are_wrong(known, scene):
    off = (pd.to_datetime(known["born"]) - pd.to_datetime(known["Born"])).dt.days
    assert set(off) == {0, 10}
    assert is_rate(off == 10, scene.world.identities.typo_rate / 2)


def test_some_share_a_phone_and_all_others_have_their_own(known, scene):
    shared = known["phone"].str.startswith("02-555-")
    assert is_rate(shared, scene.world.identities.shared_phone_rate)
    assert (known["phone"] == known["Phone"])[~shared].all()


def test_old_addresses_are_as_many_as_configured(known, scene):
    codes, areas = scene.country.neighbourhoods["area_id"], scene.country.areas.set_index("area_id")
    at_home = areas.loc[codes.iloc[known["home"]], "name"].to_numpy()
    elsewhere = areas.loc[codes.iloc[known["next_home"]], "name"].to_numpy()
    assert ((known["place"] == at_home) | (known["place"] == elsewhere)).all()
    # Who would move within the neighbourhood has the same place either way.
    told_old = (known["place"] != at_home)[at_home != elsewhere]
    assert is_rate(told_old, scene.world.identities.old_address_rate)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (
            ["identities.partners=[arline]"],
            r"Unknown line of business in identities\.partners 'arline': did you mean 'air",
        ),
        (["identities.partners=[]"], r"identities\.partners must name one of grocer, .* at least\.$"),
        (
            ["identities.partners=[airline]", "partners.n=10"],
            r"identities\.partners must name one of grocer, .*, restaurant at least\.$",
        ),
    ],
)
def test_registers_are_of_partners_that_there_are(sets, said):
    with pytest.raises(MistakesError, match=said):
        load(CONF, sets)
