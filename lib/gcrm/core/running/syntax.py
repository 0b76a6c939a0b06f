"""What the syntax of a module says: the names that it binds and uses, without what changes no row.

Left out are comments, docstrings, imports for the type checker alone, and what parameters and results are said to be.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping

Used = Mapping[str, frozenset[str] | None]


def parsed(text: str) -> ast.Module:
    """The tree of a module's text; raises SyntaxError for what is none."""
    tree: ast.Module = _Stripped().visit(ast.parse(text))
    return tree


def bound(statement: ast.stmt) -> list[str]:
    """The names that a statement at the top of a module gives a value to."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return []
    stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return [node.id for node in stored]


def used(statements: Iterable[ast.stmt]) -> Used:
    """Names that are read, with the attributes that are taken of them; None where the name stands alone."""
    found: dict[str, frozenset[str] | None] = {}
    within: set[int] = set()
    for statement in statements:
        for node in _running(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                within.add(id(node.value))
                before = found.get(node.value.id, frozenset())
                found[node.value.id] = None if before is None else before | {node.attr}
            elif isinstance(node, ast.Name) and id(node) not in within:
                found[node.id] = None
    return found


def dumped(statements: Iterable[ast.stmt]) -> str:
    """The statements in words that say what they do, and not where they stand.

    >>> dumped(parsed("x  = 1  # one").body) == dumped(parsed("\\n\\nx = 1").body)
    True
    """
    return "\n".join(ast.dump(statement) for statement in statements)


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
