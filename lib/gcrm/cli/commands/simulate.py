"""`gcrm simulate`: a coalition with known truth, as its partners would deliver it."""

import argparse
from pathlib import Path
from typing import NoReturn

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Simulates what is asked for; the same command again finishes what was stopped."""
    from gcrm.cli import simulate

    return simulate.write(args)


class Streams(argparse.Action):
    """Prints every stream with the parameters that --set takes, and exits."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> NoReturn:
        from gcrm.simulate.world import described

        print(described())
        parser.exit()


COMMAND = Command(
    "simulate",
    "Write a simulated coalition's deliveries, any size, with the truth beside them.",
    group="world",
    options=(
        option("--out", type=Path, required=True, help="folder to write; becomes the landing folder of a run"),
        option("--members", type=int, help="members of the coalition (default: 20000)"),
        option("--days", type=int, help="days to simulate (default: 365; with --append: 7)"),
        option("--seed", type=int, help="the same seed makes the same world (default: 7)"),
        option("--from-day", type=int, help="first day to deliver, counted from 0 (default: 0)"),
        option("--to-day", type=int, help="day to stop before, instead of --days"),
        option("--append", action="store_true", help="add the next days to the simulation that is in --out"),
        options.PARAMETERS,
        option("--streams", action=Streams, nargs=0, help="print every stream with its parameters, and exit"),
        options.CONF,
        # Wherever it is typed: what it writes lies in a folder of this machine, unless another is named.
        option("--env", default="local", help="overlay in conf/env (default: %(default)s)"),
    ),
    run=run,
)
