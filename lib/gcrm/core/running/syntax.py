"""What the syntax of a module says: the names that it binds and uses, without what changes no row.

Left out are comments, docstrings, imports for the type checker alone, and what parameters and results are said to be.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Used = Mapping[str, frozenset[str] | None]


@dataclass(frozen=True)
class Statement:
    """One statement at the top of a module: the names that it `bound` gives a value to, those that it reads, with the
    attributes that are taken of them (None where the name stands alone), and what it does, in words."""

    bound: tuple[str, ...]
    used: Used
    dumped: str


@dataclass(frozen=True)
class Import:
    """Names that are imported, each with its own name here or None; `start`: what they are imported from, with its
    dots, or None where they are modules themselves."""

    start: str | None
    names: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Outline:
    """A module's statements, and all that it imports."""

    statements: tuple[Statement, ...]
    imports: tuple[Import, ...]


def outline(text: str) -> Outline:
    """The outline of a module's text; raises SyntaxError for what is none."""
    tree = parsed(text)
    statements = (Statement(tuple(_bound(s)), _used(s), ast.dump(s)) for s in tree.body)
    return Outline(tuple(statements), tuple(_imports(tree)))


def parsed(text: str) -> ast.Module:
    """The tree of a module's text; raises SyntaxError for what is none."""
    tree: ast.Module = _Stripped().visit(ast.parse(text))
    return tree


def used(statements: Iterable[Statement]) -> Used:
    """What several statements use together."""
    found: dict[str, frozenset[str] | None] = {}
    for statement in statements:
        for name, attributes in statement.used.items():
            before = found.get(name, frozenset())
            found[name] = None if before is None or attributes is None else before | attributes
    return found


def dumped(statements: Iterable[Statement]) -> str:
    """The statements in words that say what they do, and not where they stand.

    >>> dumped(outline("x  = 1  # one").statements) == dumped(outline("\\n\\nx = 1").statements)
    True
    """
    return "\n".join(statement.dumped for statement in statements)


def _bound(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return []
    stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return [node.id for node in stored]


def _used(statement: ast.stmt) -> Used:
    found: dict[str, frozenset[str] | None] = {}
    within: set[int] = set()
    for node in _running(statement):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            within.add(id(node.value))
            before = found.get(node.value.id, frozenset())
            found[node.value.id] = None if before is None else before | {node.attr}
        elif isinstance(node, ast.Name) and id(node) not in within:
            found[node.id] = None
    return found


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = tuple((alias.name, alias.asname) for alias in node.names)
            start = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else None
            yield Import(start, names)


class _Stripped(ast.NodeTransformer):
    """Leaves out docstrings, and imports that only the type checker sees."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_text else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        checked = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if checked else self.generic_visit(node)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, outer ones first, without what parameters and results are said to be."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") and not isinstance(node, ast.AnnAssign):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST):
                yield from _running(one)
