"""Which reasons say the same: a value that is missing breaks every rule about it, and is one cause."""

import re

from gcrm.core.contracts.table import Table

READABLE, COMPUTED, GIVEN = "is_readable", "can_be_computed", "is_given"
_WORD = re.compile(r"\w+")


def consequences(table: Table) -> dict[str, tuple[str, ...]]:
    """Reasons that say no more than that a column has no value, by the reason that says so: `sold_at_is_given`,
    `sold_at_is_readable`, `sold_at_can_be_computed`."""
    found = {}
    for name in table.columns:
        taken = {field.name for field in table.fields if field.of == name}
        hangs = [f"{one}_{GIVEN}" for one in sorted(taken)]
        hangs += [rule.name for rule in table.rules if {name, *taken} & set(_WORD.findall(rule.sql))]
        found[f"{name}_{GIVEN}"] = tuple(hangs)
        for reason in (READABLE, COMPUTED):
            found[f"{name}_{reason}"] = (f"{name}_{GIVEN}", *hangs)
    return {reason: hangs for reason, hangs in found.items() if hangs}
