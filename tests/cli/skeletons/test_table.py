"""A new table: where it may lie, and what it is a row of."""

import pytest

from gcrm.cli.skeletons.reading import read
from gcrm.cli.skeletons.table import table
from gcrm.core.errors import UsageError


def test_a_table_of_what_has_days_has_days():
    made = table("marts.tiers", read("features.members"), "age_band")
    assert list(made) == ["lib/gcrm/marts/tiers.py", "tests/marts/test_tiers.py"]
    assert 'key=("age_band", "as_of"),' in made["lib/gcrm/marts/tiers.py"]
    assert "load=Snapshots()," in made["lib/gcrm/marts/tiers.py"]


def test_a_table_of_what_has_none_is_replaced():
    made = table("warehouse.sizes", read("silver.stores"))["lib/gcrm/warehouse/sizes.py"]
    assert 'key=("store_id",),' in made
    assert "load=Replace()," in made


def test_features_of_members_are_a_topic():
    made = table("features.badges", read("silver.transactions"), "member_id")["lib/gcrm/features/badges.py"]
    assert "key=KEY," in made
    assert 'Figure("n_badges"' in made
    assert 'pii="pseudonym"' in made


@pytest.mark.parametrize("name", ["silver.tiers", "tiers", "marts.", "marts.Tiers"])
def test_a_name_that_cannot_be_says_what_could(name):
    with pytest.raises(UsageError, match=r"such as marts\.tiers|write lower case letters"):
        table(name, read("silver.stores"))
