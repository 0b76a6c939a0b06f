"""Tables that are stored past every guard, as a fault would, and what is seen of them."""

from collections.abc import Mapping
from typing import Any

from gcrm.catalogue.validation import Validator
from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows

GOOD = (
    {"sale_id": "a", "line": 1, "area_id": "north"},
    {"sale_id": "a", "line": 2, "area_id": "south"},
    {"sale_id": "b", "line": 1},
)


def store(lake: Lakehouse, table: Table, *given: Mapping[str, Any]) -> None:
    """Stores these rows and no others."""
    rows(lake.spark, table, *given).write.format("delta").mode("overwrite").save(lake.path(table))


def seen(validator: Validator, table: Table) -> dict[str, str]:
    """What was observed of each expectation that is not met, by its rule or type."""
    result = validator.validate(table, validator.lake.version(table))
    return {
        one.expectation_config.kwargs.get("rule", one.expectation_config.type): one.result.get("observed_value")
        for one in result.results
        if not one.success
    }
