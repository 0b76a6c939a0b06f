"""`python -m gcrm` is the command line."""

import os
import subprocess
import sys

from tests.conftest import REPOSITORY

from gcrm import __version__


def started(*given):
    """A process of its own, in which neither Java nor a script of ours can be found."""
    variables = {**os.environ, "PYTHONPATH": str(REPOSITORY / "lib"), "PATH": "", "JAVA_HOME": ""}
    return subprocess.run([sys.executable, "-m", *given], capture_output=True, text=True, env=variables, check=False)


def test_the_module_is_the_command_line():
    module, script = started("gcrm", "--version"), started("gcrm.cli.main", "--version")
    assert (module.returncode, module.stdout) == (script.returncode, script.stdout) == (0, f"gcrm {__version__}\n")


def test_it_ends_with_the_commands_own_code():
    done = started("gcrm", "check", "--coalition", "brasil", "--conf", str(REPOSITORY / "conf"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gcrm: Unknown coalition 'brasil': did you mean 'brazil'?")
