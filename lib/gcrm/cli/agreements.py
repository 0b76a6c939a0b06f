"""What a coalition has agreed on, held against its settings and what its SELECTs say: levels of areas, units."""

import re
from difflib import get_close_matches

from sqlglot import exp

from gcrm.bronze import plain_sql
from gcrm.bronze.feed import Feed
from gcrm.bronze.sql_lines import line, naming
from gcrm.cli.currencies import CODES
from gcrm.cli.project import Project
from gcrm.core.errors import unknown
from gcrm.silver.area_indicators import JUDGED_UNITS

_CODE = re.compile(r"\b[A-Z]{3}\b")
_SHARES = ("%", "percent", "percentage", "per cent", "pct")


def mistakes(project: Project) -> list[str]:
    """Levels in settings and in the SELECTs of areas that are none of the coalition's `area_levels`."""
    levels = project.coalition.area_levels
    written = [
        f"{where}: {unknown('area level', level, levels)} area_levels in coalition.yml names them."
        for where, level in _said(project.feeds, "areas", "level")
        if level not in levels
    ]
    if not any("areas" in feed.sql for feed in project.feeds):
        return written
    chosen = dict.fromkeys(
        (name, level)
        for settings in project.settings.values()
        for name in ("level", "place_level")
        if (level := getattr(settings, name, None)) and level not in levels
    )
    where = f"conf/coalitions/{project.config.coalition}/coalition.yml"
    return written + [f"{where}: {name}: {unknown('area level', level, levels)}" for name, level in chosen]


def warnings(project: Project) -> list[str]:
    """Units of indicators that look like one that is judged but are not, and money that is not the coalition's."""
    found = [
        (where, of_unit(unit, project.coalition.currency))
        for where, unit in _said(project.feeds, "area_indicators", "unit")
    ]
    return [f"{where}: {told}" for where, told in dict.fromkeys(found) if told]


def of_unit(unit: str, currency: str) -> str | None:
    """What is doubtful about a unit of indicators in a coalition with this currency; None where nothing is.

    >>> of_unit("percent", "BRL")
    "unit 'percent' is not judged; 'share' is, and its values are held to what a share can be."
    """
    if unit in JUDGED_UNITS:
        return None
    plain = unit.strip().lower()
    meant = "share" if plain in _SHARES else next(iter(get_close_matches(plain, JUDGED_UNITS, n=1, cutoff=0.85)), None)
    if meant:
        return f"unit '{unit}' is not judged; '{meant}' is, and its values are held to what a {meant} can be."
    money = [code for code in _CODE.findall(unit) if code in CODES]
    if money and currency not in money:
        return f"unit '{unit}' is money, but the coalition's currency is {currency}."
    return None


def _said(feeds: tuple[Feed, ...], table: str, column: str) -> list[tuple[str, str]]:
    """The texts that SELECTs of a table write into a column themselves, with file and line."""
    return [
        (f"{feed.where}/{table}.sql:{line(literal)}", str(literal.this))
        for feed in feeds
        if table in feed.sql
        for literal in _literals(plain_sql.understood(feed.sql[table]), column)
    ]


def _literals(tree: exp.Expr, column: str) -> list[exp.Literal]:
    found: list[exp.Literal] = []
    for select in tree.find_all(exp.Select):
        place = _place(select, column)
        given = select.expressions[place] if place is not None and place < len(select.expressions) else None
        inner = given.this if isinstance(given, exp.Alias) else given
        if isinstance(inner, exp.Literal) and inner.is_string:
            found.append(inner)
    return [*found, *_stacked(tree, column)]


def _place(select: exp.Select, column: str) -> int | None:
    """Where in a SELECT the column stands."""
    names = [one.alias_or_name for one in naming(select)]
    return names.index(column) if column in names else None


def _stacked(tree: exp.Expr, column: str) -> list[exp.Literal]:
    """The texts of a column that `stack(n, ...)` makes."""
    found: list[exp.Literal] = []
    for stack in tree.find_all(exp.Stack):
        names = _names(stack.parent)
        if column in names:
            given = stack.expressions[names.index(column) :: len(names)]
            found += [one for one in given if isinstance(one, exp.Literal) and one.is_string]
    return found


def _names(holder: exp.Expr | None) -> list[str]:
    """The columns that a generator's rows have there."""
    if isinstance(holder, exp.Aliases):
        return [one.name for one in holder.args["expressions"]]
    alias = holder.args.get("alias") if holder else None
    return [one.name for one in alias.args.get("columns") or []] if isinstance(alias, exp.TableAlias) else []
