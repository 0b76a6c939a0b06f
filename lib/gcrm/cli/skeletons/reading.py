"""What a beginning is made from: the table that it reads, and how its columns stand in source."""

import sys
from dataclasses import dataclass
from datetime import date

from gcrm.core.contracts.graph import discover
from gcrm.core.contracts.table import Field, Snapshots, Table
from gcrm.core.errors import UsageError, unknown

COUNTS = ("smallint", "int", "bigint")
# Two values of each type that a test can tell apart.
_SAMPLES = {"string": ("a", "b"), "date": (date(2024, 1, 1), date(2024, 2, 1)), **dict.fromkeys(COUNTS, (1, 2))}


@dataclass(frozen=True)
class Read:
    """A table: its contract, the module that declares it, and its name there."""

    table: Table
    module: str
    constant: str

    @property
    def frame(self) -> str:
        """The table's name as an argument of `build`."""
        return self.table.name.partition(".")[2]

    @property
    def dated(self) -> bool:
        """True if its rows stand there for each business day."""
        return isinstance(self.table.load, Snapshots)

    def column(self, name: str) -> Field:
        """The column; raises UsageError that lists those of the types that a test can be written for."""
        known = {field.name: field for field in self.table.fields if field.type in _SAMPLES}
        if name not in known:
            raise UsageError(unknown(f"column of {self.table.name}", name, known))
        return known[name]


def read(name: str) -> Read:
    """The table of that name; raises UsageError that lists those that steps make."""
    steps = {step.output.name: step for step in discover()}
    if name not in steps:
        raise UsageError(unknown("table", name, steps))
    output = steps[name].output
    module = steps[name].build.__module__
    declared = vars(sys.modules[module]).items()
    return Read(output, module, next(key for key, value in declared if value is output))


def in_source(field: Field) -> str:
    """The field as a contract declares it.

    >>> in_source(Field("member_id", "string", 'Who "is" it', pii="pseudonym"))
    'Field("member_id", "string", "Who \\'is\\' it", pii="pseudonym")'
    """
    doc = field.doc.replace('"', "'")
    pii = f', pii="{field.pii}"' if field.pii else ""
    return f'Field("{field.name}", "{field.type}", "{doc}"{pii})'


def samples(field: Field) -> dict[str, str]:
    """`one` and `other`: two values of the field, as they stand in a test.

    >>> samples(Field("month", "date", "Month"))
    {'one': 'date(2024, 1, 1)', 'other': 'date(2024, 2, 1)'}
    """
    one, other = (f"date({v.year}, {v.month}, {v.day})" if isinstance(v, date) else v for v in _SAMPLES[field.type])
    return {"one": _quoted(one), "other": _quoted(other)}


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) and not value.startswith("date(") else str(value)
