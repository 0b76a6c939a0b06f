"""What is there, what is in it, what was refused, what happened: each as an Arrow table to print."""

from typing import TYPE_CHECKING

from gcrm.core.errors import UsageError
from gcrm.core.storage.looks import Answer, require

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

_QUARANTINE, _RUNS, _STEPS = "ops.quarantine", "ops.runs", "ops.steps"


def show(looks: "AnyLooks", name: str, limit: int) -> Answer:
    """The first rows of a table, by key; raises UsageError for one of the vault's, and for one that is not there."""
    if name.startswith("vault."):
        raise UsageError(f"{name} lies in the vault, which is not shown; read it with the vault's own permissions.")
    require(name, looks.names())
    return looks.rows(name, limit)


def tables(looks: "AnyLooks") -> Answer:
    """`table`, `rows`, `version` and what it `holds`, of every table that is there and may be seen."""
    rows = (
        {"table": name, "rows": looks.count(name), "version": looks.version(name), "holds": looks.holds(name)}
        for name in looks.names()
    )
    return Answer(("table", "rows", "version", "holds"), tuple(rows))


def quarantine(looks: "AnyLooks", name: str, limit: int) -> Answer:
    """The refused rows of one table, one by one, each with all its reasons."""
    # A name that is not known is not passed on, so the statement holds no quote of the user's.
    require(name, looks.names())
    columns = "failed, unreadable, file, line, record"
    return looks.query(
        f"SELECT {columns} FROM refused WHERE table_name = '{name}' ORDER BY file, line LIMIT {limit}",
        {"refused": _QUARANTINE},
    )


def sql(looks: "AnyLooks", statement: str, vault: bool) -> Answer:
    """The answer to a SELECT over tables by their names; those of the vault only where `vault` says so."""
    # Here, because only this command reads SQL.
    from gcrm.serve.query import resolved

    asked, tables = resolved(statement, looks.names(), vault, looks.dialect)
    return looks.query(asked, tables)


def runs(looks: "AnyLooks", limit: int) -> Answer:
    """The latest runs, the newest first, with rows and seconds over all their steps."""
    return looks.query(
        f"""
        SELECT r.run_id, r.coalition, r.started_at, r.status, r.as_of, r.message, s.tables_done, s.rows_read,
               s.rows_written, s.rows_quarantined, s.seconds
        FROM runs r LEFT JOIN (
            SELECT run_id, count(CASE WHEN status = 'done' THEN 1 END) AS tables_done, sum(rows_read) AS rows_read,
                   sum(rows_written) AS rows_written, sum(rows_quarantined) AS rows_quarantined,
                   round(sum(seconds), 1) AS seconds
            FROM steps GROUP BY run_id) s ON r.run_id = s.run_id
        ORDER BY r.started_at DESC LIMIT {limit}""",
        {"runs": _RUNS, "steps": _STEPS},
    )
