"""A delivered file stays on record."""

from gcrm.core.contracts.table import Append
from gcrm.ops.deliveries import DELIVERIES


def test_what_came_stays_and_the_same_content_under_the_same_name_is_one_delivery():
    assert isinstance(DELIVERIES.load, Append)
    assert DELIVERIES.key == ("table_name", "file", "revision", "sha256")
