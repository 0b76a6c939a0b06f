"""Commands are found by their files: one file makes one command, in the help and on the command line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import parser
from gcrm.cli.command import GROUPS, TITLES
from gcrm.core.contracts.table import ContractError

GREET = '''"""`gcrm greet`: a command of somebody's own."""

from gcrm.cli.command import Command, option


def run(args):
    print(f"Good day, {args.whom}.")
    return 0


COMMAND = Command("greet", "Greet somebody.", group="look", options=(option("--whom", default="all"),), run=run)
'''
# What takes longer to import than all of the command line.
HEAVY = ("numpy", "pandas", "pyarrow", "pyspark", "py4j", "scipy", "sqlglot", "jinja2", "shapely", "delta", "yaml")


@pytest.fixture(params=["folder", "zip"])
def own_copy(request, tmp_path):
    """Where Python finds a copy of the package with one file more, as a folder or as a zip that a job takes along."""
    package = tmp_path / "lib" / "gcrm"
    shutil.copytree(REPOSITORY / "lib" / "gcrm", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "cli" / "commands" / "greet.py").write_text(GREET)
    if request.param == "folder":
        return tmp_path / "lib"
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "lib"))
    shutil.rmtree(tmp_path / "lib")
    return packed


def python(*given, path=REPOSITORY / "lib"):
    """A process of its own, in which the package is found at `path`."""
    variables = {**os.environ, "PYTHONPATH": str(path), "PATH": "", "JAVA_HOME": ""}
    return subprocess.run([sys.executable, *given], capture_output=True, text=True, env=variables, check=False)


def test_a_command_is_one_file_and_no_edit(own_copy):
    helped = python("-m", "gcrm", "--help", path=own_copy)
    assert (helped.returncode, helped.stderr) == (0, "")
    lines = helped.stdout.splitlines()
    looks = lines.index("Look at what is there:")
    assert "  greet       Greet somebody." in lines[looks : lines.index("", looks)]
    done = python("-m", "gcrm", "greet", "--whom", "the reader", path=own_copy)
    assert (done.returncode, done.stdout) == (0, "Good day, the reader.\n")


def test_the_help_shows_every_command_once_in_its_group():
    found = parser.discover()
    blocks = dict(block.split(":\n", 1) for block in parser.listed(found).split("\n\n")[:-1])
    assert list(blocks) == [TITLES[group] for group in GROUPS]
    for group in GROUPS:
        told = [line.split(maxsplit=1) for line in blocks[TITLES[group]].splitlines()]
        assert told == [[command.name, command.help] for command in found if command.group == group]


def test_finding_the_commands_imports_none_of_their_work():
    code = (
        f"import sys; from gcrm.cli import parser; parser.discover(); print([n for n in {HEAVY} if n in sys.modules])"
    )
    done = python("-c", code)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes a package of these modules importable, and gives its name."""

    def make(**modules):
        name = f"commands_of_{tmp_path.name.replace('-', '_')}"
        (tmp_path / name).mkdir()
        for module, text in {"__init__": "", **modules}.items():
            (tmp_path / name / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        return name

    yield make
    for name in [name for name in sys.modules if name.startswith("commands_of_")]:
        del sys.modules[name]


def test_a_file_without_a_command_says_what_to_write(package):
    name = package(empty="COMMAND = 'greet'\n")
    with pytest.raises(ContractError, match=rf"{name}\.empty declares no command; write COMMAND = Command\(\.\.\.\)"):
        parser.discover(name)


def test_two_commands_of_one_name_are_refused(package):
    name = package(one=GREET, two=GREET)
    with pytest.raises(ContractError, match=rf"{name}\.two declares the command 'greet', which there is already\."):
        parser.discover(name)


def test_what_was_typed_is_read_with_the_command_itself(tmp_path):
    args = parser.parsed(["show", "marts.area_power", "--coalition", "brazil", "--conf", str(tmp_path)])
    assert args.command is next(one for one in parser.discover() if one.name == "show")
    assert (args.table, args.coalition, args.conf) == ("marts.area_power", "brazil", tmp_path)
