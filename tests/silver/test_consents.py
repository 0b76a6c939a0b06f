"""Who agrees is told by the newest statement of a channel."""

from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import consents

STATED = (
    {"member_id": "yes", "channel": "email", "agrees": True},
    {"member_id": "no", "channel": "email", "agrees": False},
    {"member_id": "no more", "channel": "sms", "agrees": True},
    {"member_id": "no more", "channel": "sms", "agrees": False, "valid_from": "2018-05-01"},
    {"member_id": "by one", "channel": "sms", "agrees": False},
    {"member_id": "by one", "channel": "app", "agrees": True},
)


def test_who_agrees_to_no_channel_by_the_newest_statement(spark):
    same(consents.unwilling(rows(spark, consents.CONSENTS, *STATED)), [("no",), ("no more",)])


def test_what_is_refused(spark):
    day = {"member_id": "m", "channel": "email", "agrees": True, "valid_from": "2018-03-01"}
    given = [day, day | {"channel": "sms", "agrees": None}, day | {"channel": "app", "valid_from": "1018-03-01"}]
    raw = rows(spark, consents.RAW, *given)
    assert reasons(consents.build(with_source(raw)), consents.CONSENTS, "channel") == {
        "email": [], "sms": ["agrees_is_given"], "app": ["valid_from_is_plausible"],
    }  # fmt: skip
