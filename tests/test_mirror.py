"""Every module of the package has its test file, in the same place below `tests`, and that file holds a test."""

import ast
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

import gcrm

PACKAGE = Path(gcrm.__file__).parent
PACKAGES = sorted({path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"})


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_modules_are_tested_where_one_looks_for_it(package: Path) -> None:
    modules = [path.name for path in (PACKAGE / package).glob("*.py") if path.name != "__init__.py"]
    untested = [name for name in sorted(modules) if not _tested(REPOSITORY / "tests" / package / f"test_{name}")]
    assert untested == []


def _tested(file: Path) -> bool:
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)
