"""A SELECT as people write it: tables by their names in the catalogue, nothing else."""

from collections.abc import Collection

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from gcrm.core.errors import UsageError, unknown

_EXAMPLE = "such as SELECT * FROM marts.area_power"


def resolved(sql: str, known: Collection[str], vault: bool, dialect: str) -> tuple[str, dict[str, str]]:
    """The statement in `dialect` with a plain name for each table that it reads, and the tables by these names.

    `known`: every table there is. `vault`: whether tables of the vault may be read.
    Raises UsageError for what is not one SELECT, for an unknown table, and for one of the vault without leave.
    """
    statement = _select(sql)
    own = {query.alias for query in statement.find_all(exp.CTE)}
    used: dict[str, str] = {}
    for node in list(statement.find_all(exp.Table)):
        name = ".".join(part.name for part in node.parts)
        if name in own:
            continue
        if name.startswith("vault.") and not vault:
            raise UsageError(f"{name} lies in the vault; add --vault where you may read it.")
        if name not in known:
            raise UsageError(unknown("table", name, known))
        plain = name.replace(".", "__")
        used[plain] = name
        node.replace(exp.alias_(exp.to_table(plain), node.alias or name.rpartition(".")[2], table=True))
    return statement.sql(dialect=dialect), used


def _select(sql: str) -> exp.Query:
    try:
        statements = [given for given in sqlglot.parse(sql, read="postgres") if given is not None]
    except ParseError as error:
        place = error.errors[0]
        at = f"line {place['line']}, near '{place['highlight']}'" if place.get("line") else "its end"
        raise UsageError(f"The statement cannot be read ({at}): {place['description'].rstrip('.')}.") from None
    except TokenError:
        raise UsageError(f"The statement cannot be read: a quote stays open; write a SELECT, {_EXAMPLE}.") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise UsageError(f"One SELECT is answered, and nothing that writes; {_EXAMPLE}.")
    return statements[0]
