"""Where files and tables lie: what was typed, over what is configured, over this folder."""

import pytest

from gcrm.cli.places import Places, resolved
from gcrm.core.settings.config import AgreedPlaces

AGREED = AgreedPlaces("hdfs:///in", "hdfs:///lake", "hdfs:///vault")


@pytest.mark.parametrize(
    ("agreed", "typed", "places"),
    [
        (AgreedPlaces(), {}, Places(None, "lakehouse", "lakehouse/vault")),
        (AGREED, {}, Places("hdfs:///in", "hdfs:///lake", "hdfs:///vault")),
        (AGREED, {"landing": "in"}, Places("in", "hdfs:///lake", "hdfs:///vault")),
        (AGREED, {"vault": "/safe"}, Places("hdfs:///in", "hdfs:///lake", "/safe")),
        (AgreedPlaces(vault="/vault"), {}, Places(None, "lakehouse", "/vault")),
    ],
)
def test_what_is_typed_wins_over_what_is_configured(agreed, typed, places):
    assert resolved(agreed, **typed) == places


def test_another_lakehouse_never_writes_into_the_configured_vault():
    assert resolved(AGREED, lakehouse="/mine").vault == "/mine/vault"
    assert resolved(AGREED, lakehouse="/mine", vault="/safe").vault == "/safe"
    assert resolved(AgreedPlaces(vault="/vault"), lakehouse="/mine").vault == "/mine/vault"


def test_the_configured_lakehouse_is_the_same_however_its_end_is_written():
    assert resolved(AGREED, lakehouse="hdfs:///lake/").vault == "hdfs:///vault"
