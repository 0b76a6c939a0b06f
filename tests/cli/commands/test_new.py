"""What `gcrm new` writes runs as it is: found as a step, clean for the linters, and its tests pass."""

import os
import shutil
import subprocess
import sys

import pytest
from tests.conftest import REPOSITORY

BEGUN = (
    ("table", "marts.tiers", "--reads", "features.members", "--by", "age_band"),
    ("table", "features.badges", "--reads", "silver.transactions", "--by", "member_id"),
    ("table", "warehouse.sizes", "--reads", "silver.stores"),
    ("model", "loyalty", "--reads", "features.members", "--figure", "n_visits"),
    ("section", "tiers", "--reads", "marts.tiers"),
)
NEW = f"""
import importlib
from gcrm.cli.main import run
for arguments in {BEGUN}:
    importlib.invalidate_caches()
    assert run(["new", *arguments]) == 0
"""
ASKED = """
from gcrm.core.contracts.graph import discover, ordered
from gcrm.publish.atlas.section import discover as sections
print(*(f"{step.output.name}:{step.job.name}" for step in ordered(discover())), *(one.name for one in sections()))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the sources with one beginning of each kind, and how Python is started in it."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("lib", "tests", "conf"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    env = {**os.environ, "PYTHONPATH": f"{root / 'lib'}:{root}"}

    def python(*more):
        return subprocess.run([sys.executable, *more], cwd=root, env=env, capture_output=True, text=True, check=False)

    done = python("-c", NEW)
    assert done.returncode == 0, done.stderr
    return python


def test_beginnings_are_found_with_their_jobs(checkout):
    done = checkout("-c", ASKED)
    assert done.returncode == 0, done.stderr
    assert {
        "marts.tiers:publish", "features.badges:features", "warehouse.sizes:warehouse",
        "models.loyalty_parameters:loyalty", "models.loyalty_scores:loyalty", "publish.tiers:publish", "tiers",
    } <= set(done.stdout.split())  # fmt: skip


def test_the_linters_find_nothing_in_them(checkout):
    for tool in (("check", "lib", "tests"), ("format", "--check", "lib", "tests")):
        done = checkout("-m", "ruff", *tool, "--no-cache")
        assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.processes
def test_their_tests_pass(checkout):
    tests = ["marts/test_tiers.py", "features/test_badges.py", "warehouse/test_sizes.py", "models/loyalty"]
    tests += ["publish/atlas/sections/test_tiers.py"]
    done = checkout("-m", "pytest", "-p", "no:cacheprovider", *(f"tests/{path}" for path in tests))
    assert done.returncode == 0, done.stdout
    assert "10 passed" in done.stdout
