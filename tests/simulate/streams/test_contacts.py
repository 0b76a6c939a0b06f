"""Messages reach those whom a campaign chose and did not hold out; members call and write as often as configured."""

import numpy as np
import pytest
from tests.simulate.coalition import DAYS, told, true_frame
from tests.simulate.likelihood import near

SENT = 9 * 7  # the day of the one campaign that the deliveries reach


@pytest.fixture(scope="module")
def contacts(zone):
    return told(zone, "programme/contacts/*.csv")


@pytest.fixture(scope="module")
def assigned(zone):
    """Whom the campaigns meant, with the card and the day of joining."""
    return true_frame(zone, "campaign_members").merge(true_frame(zone, "members"), on="member")


def is_rate(found, rate):
    return near(found.mean(), rate, np.sqrt(rate * (1 - rate) / len(found)))


def test_a_message_goes_to_each_member_who_is_treated_and_there(contacts, assigned, scene):
    (spring,) = (one for one in scene.world.campaigns.list if one.week * 7 == SENT)
    meant = assigned[(assigned["campaign"] == spring.name) & (assigned["joined_day"] <= SENT)]
    sent = contacts[contacts["direction"] == "outbound"]
    assert sorted(sent["card"]) == sorted(meant.loc[meant["is_treated"], "card"])
    assert (~meant["is_treated"]).sum() > 10, "somebody is held out"
    assert set(zip(sent["about"], sent["channel"], strict=True)) == {(spring.name, spring.channel)}
    assert sent["opened"].isin(["true", "false"]).all()
    assert is_rate(sent["opened"] == "true", scene.world.contacts.open_rate)


def test_hold_outs_are_as_many_as_configured_in_every_campaign(assigned, scene):
    assert set(assigned["campaign"]) == {one.name for one in scene.world.campaigns.list}
    assert not assigned.duplicated(["member", "campaign"]).any()
    assert is_rate(~assigned["is_treated"], scene.world.campaigns.holdout)


def test_only_who_consented_to_the_channel_is_meant(assigned, scene):
    for campaign in scene.world.campaigns.list:
        meant = assigned[assigned["campaign"] == campaign.name]
        assert meant[f"consents_{campaign.channel}"].all(), campaign.name
        share = campaign.reach * scene.world.members.consent_rate
        assert near(len(meant) / scene.n_members, share, np.sqrt(share * (1 - share) / scene.n_members))


def test_members_call_and_write_as_often_as_configured(zone, contacts, scene):
    called = contacts[contacts["direction"] == "inbound"]
    joined = true_frame(zone, "members").set_index("card")["joined_day"]
    weeks = (DAYS // 7 - np.ceil(joined / 7)).clip(lower=0).sum()
    expected = weeks * scene.world.contacts.inbound_a_week
    assert near(len(called), expected, np.sqrt(expected))
    assert set(called["channel"]) <= {"phone", "email"}
    assert (called["opened"] == "").all(), "nobody knows whether what members write is opened"
    days = (np.array(called["at"].str[:10], "datetime64[D]") - np.datetime64(scene.world.start)).astype(int)
    assert (days >= joined.loc[called["card"]].to_numpy()).all()


def test_a_week_is_delivered_on_its_last_day(contacts, scene):
    at, file = (np.array(contacts[name].str[:10], "datetime64[D]") for name in ("at", "file_date"))
    assert set((file - at).astype(int)) <= set(range(7))
    assert set((file - np.datetime64(scene.world.start)).astype(int) % 7) == {6}
