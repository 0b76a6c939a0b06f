"""Every module of the package has its test file, in the same place below `tests`, and that file holds a test."""

import ast
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

import gcrm

PACKAGE = Path(gcrm.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_module_is_tested_where_it_is_looked_for(module: Path) -> None:
    file = REPOSITORY / "tests" / module.with_name(f"test_{module.name}")
    assert file.is_file(), f"lib/gcrm/{module} has no {file.relative_to(REPOSITORY)}"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)
