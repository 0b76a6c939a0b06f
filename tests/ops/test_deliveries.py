"""What is remembered of a delivered file is what the table says."""

from dataclasses import fields

from gcrm.core.contracts.table import Append
from gcrm.core.running.records import Delivery
from gcrm.ops.deliveries import DELIVERIES


def test_a_delivery_has_the_tables_columns():
    assert {field.name for field in fields(Delivery)} == set(DELIVERIES.columns)


def test_what_came_stays_and_the_same_content_under_the_same_name_is_one_delivery():
    assert isinstance(DELIVERIES.load, Append)
    assert DELIVERIES.key == ("table_name", "file", "revision", "sha256")
