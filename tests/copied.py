"""A copy of the package that a test may add files to, and what a process of its own says of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY


def package(folder: Path) -> Path:
    """`gcrm` of a copy of lib in `folder`."""
    shutil.copytree(REPOSITORY / "lib" / "gcrm", folder / "gcrm", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "gcrm"


def said(path: Path, *arguments: str) -> str:
    """What Python prints with the copy at `path` (a folder, or a zip) in place of the package itself."""
    env = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
