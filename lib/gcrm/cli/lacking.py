"""What a coalition lacks and what it would unlock: SELECTs that no feed has, and rows that were refused, with the text
that their rule does not know."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gcrm.cli.advice import advice
from gcrm.cli.project import Project
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Rule, Table
from gcrm.core.running.quality import CONTRADICTS
from gcrm.core.running.records import Outcome
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.quarantine import QUARANTINE

_ONE_OF = re.compile(r"(\w+) IN \(('[^()]*')\)")
_LOOKED_AT = 1000  # refused rows of a table, of which the commonest text is told
_LONGEST = 40
_WORDS = re.compile(r"[^\W\d]+(?:[ _-][^\W\d]+){0,2}")


def undelivered(project: Project) -> list[Step]:
    """The steps that no feed has a SELECT for."""
    return [step for step in project.steps if isinstance(step, Step) and step.raw and not step.parts]


def lines(project: Project, outcome: Outcome, lake: Lakehouse) -> list[str]:
    """Sentences: first the rows that were refused in a share that checks told of, then what nobody delivers."""
    steps = {step.output.name: step for step in project.steps if isinstance(step, Step)}
    told = [v.table_name for v in outcome.verdicts if v.check_name == "refused" and v.status != "met"]
    refused = [sentence for name in told if name in steps for sentence in _refused(steps[name].output, outcome, lake)]
    absent = [
        f"no {step.raw.name}.sql: no {step.raw.unlocks or 'rows of ' + step.output.name}."
        for step in undelivered(project)
        if step.raw
    ]
    return [*refused, *absent]


def _refused(table: Table, outcome: Outcome, lake: Lakehouse) -> Iterator[str]:
    done = [step for step in outcome.steps if (step.table_name, step.status) == (table.name, "done")]
    n, built = (sum(getattr(step, name) for step in done) for name in ("rows_quarantined", "rows_built"))
    if not n:
        return
    entries = lake.read(QUARANTINE).filter(f"table_name = '{table.name}'").select("failed", "unreadable", "record")
    rows = [row.asDict(recursive=True) for row in entries.limit(_LOOKED_AT).collect()]
    yield f"{n:,} of {built:,} rows of {table.name} refused: {why(table, rows)}"


def why(table: Table, rows: Sequence[dict[str, object]]) -> str:
    """The commonest reason among refused rows (failed, unreadable, record), and the text that it is about where that
    is of nobody."""
    reasons = Counter(reason for row in rows for reason in _listed(row["failed"]))
    if not reasons:
        return "`gcrm quarantine` shows them."
    [(reason, _)] = reasons.most_common(1)
    rule = next((rule for rule in table.all_rules if rule.name == reason), Rule(reason, ""))
    if one_of := _ONE_OF.fullmatch(rule.sql):
        text = _commonest(table, one_of[1], [json.loads(str(row["record"] or "{}")) for row in rows])
        known = one_of[2].replace("'", "")
        return f"{f'`{text}`' if text else one_of[1]} is not one of {known}; add an alias to the SELECT."
    field = reason.removesuffix("_is_readable")
    if field != reason and field in table.columns:
        text = _commonest(table, field, [dict(row["unreadable"] or {}) for row in rows])  # type: ignore[call-overload]
        if table.field(field).type == "string":
            # Any text is a key but one: see vault.identifiers.
            return (
                f"{field} is a number that a spreadsheet has rounded, such as 1.23457E+12; have it delivered as text."
            )
        told = f"{f'`{text}`' if text else field} cannot be read as {table.field(field).type}"
        return f"{told}; {advice(text, table.field(field).type) or 'convert it in the SELECT'}."
    if reason == CONTRADICTS:
        return f"several of one delivery have the same key; `gcrm quarantine {table.name}` shows them."
    return f"not so: {reason.replace('_', ' ')}; `gcrm quarantine {table.name}` shows them."


def _commonest(table: Table, field: str, values: Sequence[dict[str, object]]) -> str:
    """The text that stands most often in a column; of what people are known by, or have written, none."""
    if table.field(field).pii or table.layer == "vault":
        return ""
    found = Counter(str(row[field]) for row in values if row.get(field) is not None)
    [(text, n)] = found.most_common(1) or [("", 0)]
    is_word = _WORDS.fullmatch(text) and n * 10 >= len(values)
    return text if is_word else shape(text)


def shape(text: str) -> str:
    """How a text is written, without what it says: a shifted column may hold what a person is known by.

    >>> shape("31/12/2017"), shape("card-4711")
    ('99/99/9999', 'aaaa-9999')
    """
    return "".join("9" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in text[:_LONGEST])


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
