"""What a command of the command line is: one object in one file, found as steps are."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from gcrm.core.contracts.table import ContractError

Group = Literal["run", "look", "rights", "site", "world", "cluster", "build"]
GROUPS: tuple[Group, ...] = get_args(Group)
TITLES: Mapping[Group, str] = {
    "run": "Bring tables up to date",
    "look": "Look at what is there",
    "rights": "A member's rights",
    "site": "Write pages to open",
    "world": "Simulate a coalition whose truth is known",
    "cluster": "Run jobs on a cluster, and look after tables",
    "build": "Add to the platform",
}


@dataclass(frozen=True)
class Option:
    """One argument: its flags, or its name where it has none, and what argparse is told of it.

    A `default` that is a function is called when the command line is read.
    """

    flags: tuple[str, ...]
    told: Mapping[str, Any]

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Adds the argument to a command's own parser."""
        default = self.told.get("default")
        parser.add_argument(*self.flags, **{**self.told, **({"default": default()} if callable(default) else {})})


def option(*flags: str, **told: Any) -> Option:
    """An option, written as for argparse's `add_argument`."""
    return Option(flags, told)


@dataclass(frozen=True)
class Command:
    """A command: what `gcrm --help` says of it in one line, its options, and what it does.

    `run` takes the arguments as they were typed and gives the exit code. It imports its work when it is called, because
    `gcrm --help` imports every command's file. Raises ContractError for a help text that is no single sentence.
    """

    name: str
    help: str
    group: Group
    options: tuple[Option, ...]
    run: Callable[[argparse.Namespace], int]

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ContractError(f"Command {self.name} is of group '{self.group}'; there are {', '.join(GROUPS)}.")
        if "\n" in self.help or not self.help.endswith("."):
            raise ContractError(f"Command {self.name} needs a help text of one line that ends with a full stop.")
