"""What of the modules that a step imports makes its rows; small packages, written and imported for the purpose."""

import importlib
import py_compile
import sys
from itertools import count

import pytest

from gcrm.core.contracts.table import ContractError
from gcrm.core.running.code import code_of

_NUMBERS = count()
TABLE = "from gcrm.core.contracts.table import Field, Table\n"
OTHER = f"""{TABLE}
KINDS = ("a", "b")
LIMIT = len(KINDS) + 1
OTHER = Table("silver.other", "Other.", (Field("id", "string", ""),))


def used(x):
    return helped(x) + LIMIT


def helped(x):
    return x * 2


def build(x):
    return x
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Writes files into a package of a new name and gives the hashes of a root module in it."""
    monkeypatch.syspath_prepend(tmp_path)
    written = []

    def write(files, root="main", inputs=()):
        name = f"made_{next(_NUMBERS)}"
        (tmp_path / name).mkdir()
        for file, text in {"__init__": "", **files}.items():
            (tmp_path / name / f"{file}.py").write_text(text)
        importlib.invalidate_caches()
        written.append(name)
        return code_of([f"{name}.{root}"], inputs)

    yield write
    for name in [module for module in sys.modules if module.startswith(tuple(written) or ("?",))]:
        del sys.modules[name]


def differing(before, now):
    return sorted(path for path in {*before, *now} if before.get(path) != now.get(path))


MAIN = "from .help import add\n\n\ndef build(x):\n    return add(x)\n"
HELP = "def add(x):\n    return x + 1\n"


def test_lines_comments_and_docstrings_do_not_count(package):
    before = package({"main": MAIN, "help": HELP})
    assert set(before) == {"main.py", "help.py"}
    dressed = f'"""Main."""\n\n# A comment.\n\n{MAIN}'.replace("    return", '    """Builds."""\n\n    return')
    assert package({"main": dressed, "help": HELP}) == before


def test_a_helper_of_a_helper_counts_and_one_that_nobody_imports_does_not(package):
    far = {"main": MAIN, "help": f"from .far import ONE\n{HELP.replace('1', 'ONE')}", "far": "ONE = 1\n", "alone": ""}
    before = package(far)
    assert set(before) == {"main.py", "help.py", "far.py"}
    assert differing(before, package({**far, "far": "ONE = 2\n"})) == ["far.py"]
    assert differing(before, package({**far, "alone": "TWO = 2\n"})) == []


@pytest.mark.parametrize(
    "main",
    [
        "from .other import used\n\n\ndef build(x):\n    return used(x)\n",
        "from . import other\n\n\ndef build(x):\n    return other.used(x)\n",
        "def build(x):\n    from .other import used\n\n    return used(x)\n",
    ],
)
def test_of_a_module_with_a_table_a_function_counts_with_what_it_needs(package, main):
    before = package({"main": main, "other": OTHER})
    for old, new in (("x * 2", "x * 3"), ("helped(x) + ", "helped(x) - "), ("+ 1", "+ 2"), ('("a", "b")', '("a",)')):
        assert differing(before, package({"main": main, "other": OTHER.replace(old, new)})) == ["other.py"], old
    for old, new in (("    return x\n", "    return x, x\n"), ("Field(", "Field('n', 'int', ''), Field(")):
        assert differing(before, package({"main": main, "other": OTHER.replace(old, new)})) == [], old


def test_a_constant_counts_by_its_value(package):
    main = "from .other import LIMIT\n\n\ndef build(x):\n    return x + LIMIT\n"
    before = package({"main": main, "other": OTHER})
    assert differing(before, package({"main": main, "other": OTHER.replace("len(KINDS) + 1", "3")})) == []
    assert differing(before, package({"main": main, "other": OTHER.replace('"b")', '"b", "c")')})) == ["other.py"]


def test_a_table_counts_by_its_columns_unless_it_is_read(package):
    main = "from .other import OTHER\n\n\ndef build(x):\n    return x, OTHER.columns\n"
    wider = OTHER.replace("Field(", "Field('n', 'int', ''), Field(")
    given, other = {"main": main, "other": OTHER}, {"main": main, "other": wider}
    assert differing(package(given), package(other)) == ["other.py"]
    assert set(package(given, inputs=["silver.other"])) == {"main.py"}
    assert package(given, inputs=["silver.other"]) == package(other, inputs=["silver.other"])


def test_a_module_that_is_handed_on_counts_whole(package):
    main = "from . import other\n\n\ndef build(x):\n    return x(other)\n"
    before = package({"main": main, "other": OTHER})
    assert differing(before, package({"main": main, "other": f"{OTHER}\n\nMORE = 1\n"})) == ["other.py"]


def test_its_own_contract_is_not_code(package):
    contract = 'MINE = Table("silver.mine", "Mine.", (Field("id", "string", ""),))'
    main = f"{TABLE}\n{contract}\n\n\ndef build(x):\n    return x\n"
    before = package({"main": main})
    assert package({"main": main.replace('"string"', '"int"')}) == before
    assert differing(before, package({"main": f"{main}\n\nLIMIT = 1\n"})) == ["main.py"]


def test_what_only_the_type_checker_reads_does_not_count(package):
    checked = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .help import Kind\n"
    main = f'{checked}\n\ndef build(x: "Kind"):\n    return x\n'
    assert set(package({"main": main, "help": "Kind = int\n"})) == {"main.py"}


def test_one_name_of_a_module_may_be_the_root(package):
    before = package(
        {"help": "ONE = 1\n\n\ndef add(x):\n    return x + ONE\n\n\ndef other(x):\n    return x\n"}, "help:add"
    )
    same = package(
        {"help": "ONE = 1\n\n\ndef add(x):\n    return x + ONE\n\n\ndef other(x):\n    return 2\n"}, "help:add"
    )
    assert same == before
    assert package({"help": "ONE = 2\n\n\ndef add(x):\n    return x + ONE\n"}, "help:add") != before


def test_rooms_of_core_run_steps_and_helpers_make_rows(package):
    imports = "from gcrm.core.exact import exact\nfrom gcrm.core.storage.ddl import schema\n"
    main = f"{imports}\n\ndef build(x):\n    return exact(x), schema\n"
    assert set(package({"main": main})) == {"main.py", "core/exact.py"}


def test_a_module_without_its_source_is_told(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "bare.py").write_text("def build(x):\n    return x\n")
    py_compile.compile(str(tmp_path / "bare.py"), str(tmp_path / "bare.pyc"))
    (tmp_path / "bare.py").unlink()
    with pytest.raises(ContractError, match=r"^The source of bare is not there, .* install it with its \.py files\.$"):
        code_of(["bare"], ())
