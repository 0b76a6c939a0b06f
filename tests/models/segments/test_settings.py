"""What is clustered, and settings that contradict themselves."""

import pytest

from gcrm.models.segments.settings import Settings


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"linear": ("wealth",)}, "features.members has no figure wealth; it has recency_days, "),
        ({"linear": ("recent_visits",)}, "every feature has one transform"),
        ({"order_by": "tenure_days"}, "every feature has one transform"),
        ({"k_min": 1}, "k_min is 1 and k_max 7"),
        ({"seeds": 0}, "seeds, bootstraps, max_iterations, min_members and winsor must be above 0"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Settings(**given)


def test_every_feature_has_its_transform():
    given = Settings(log1p=("n_visits",), asinh=("amount",), linear=("weekend_share",), order_by="amount")
    assert given.features == ("n_visits", "amount", "weekend_share")
    assert (given.leading, Settings(asinh=("amount",)).leading) == ("amount", "amount")
    assert Settings(asinh=(), log1p=("n_visits",), linear=("weekend_share",)).leading == "n_visits"
    assert given.transforms == {"n_visits": "log1p", "amount": "asinh", "weekend_share": "linear"}
