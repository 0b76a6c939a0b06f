"""Finds the commands, and makes of them what reads the command line."""

import argparse
import importlib
import pkgutil
import re
from collections.abc import Iterable, Sequence
from typing import NoReturn

from gcrm import __version__
from gcrm.cli.command import GROUPS, TITLES, Command
from gcrm.core.contracts.table import ContractError
from gcrm.core.errors import unknown

_WHAT = "From a coalition's files to who to reach, where, and with what."


def discover(package: str = "gcrm.cli.commands") -> list[Command]:
    """The `COMMAND` of every module of the package, by name; works from folders, wheels and zips alike.

    Raises ContractError for a module without one, and for a name that two have.
    """
    found: dict[str, Command] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        command = getattr(importlib.import_module(module.name), "COMMAND", None)
        if not isinstance(command, Command):
            raise ContractError(f"{module.name} declares no command; write COMMAND = Command(...) in it.")
        if command.name in found:
            raise ContractError(f"{module.name} declares the command '{command.name}', which there is already.")
        found[command.name] = command
    return [found[name] for name in sorted(found)]


_CHOICE = re.compile(r"argument (\S+): invalid choice: '(.*)' \(choose from (.*)\)")


class _Plain(argparse.ArgumentParser):
    """Tells what was typed wrongly in one sentence, and where the options are told; exits with code 2."""

    def error(self, message: str) -> NoReturn:
        said = message[:1].upper() + message[1:]
        if found := _CHOICE.search(message):
            known = [name.strip("' ") for name in found[3].split(",")]
            said = unknown("command" if found[1] == "COMMAND" else f"value of {found[1]}", found[2], known)
        self.exit(2, f"gcrm: {said.rstrip('.')}; `{self.prog} --help` shows what works.\n")


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command that was typed, as `command`, with its options; exits with code 2 where it is none."""
    return parser(discover()).parse_args(arguments)


def parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """What reads the command line; its help shows the commands in their groups."""
    made = _Plain(
        prog="gcrm",
        usage="gcrm [-h] [--version] COMMAND ...",
        description=_WHAT,
        epilog=listed(commands),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"gcrm {__version__}")
    # The groups below the options show the commands, so argparse need not.
    added = made.add_subparsers(required=True, metavar="COMMAND", help=argparse.SUPPRESS, prog="gcrm")
    for command in commands:
        own = added.add_parser(command.name, description=command.help)
        own.set_defaults(command=command)
        for option in command.options:
            option.add_to(own)
    return made


def listed(commands: Iterable[Command]) -> str:
    """The commands in their groups, one line each.

    >>> print(listed([Command("look", "Looks around.", "look", (), lambda args: 0)]))
    Look at what is there:
      look        Looks around.
    <BLANKLINE>
    gcrm COMMAND --help shows a command's options.
    """
    blocks = []
    for group in GROUPS:
        lines = [f"  {command.name:<11} {command.help}" for command in commands if command.group == group]
        if lines:
            blocks.append("\n".join([f"{TITLES[group]}:", *lines]))
    return "\n\n".join([*blocks, "gcrm COMMAND --help shows a command's options."])
