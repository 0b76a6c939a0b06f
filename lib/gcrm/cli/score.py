"""Compares a run with the truth of the simulation that it was run on."""

import argparse

from gcrm.cli.lake import opened
from gcrm.cli.project import Project, key
from gcrm.core.errors import UsageError
from gcrm.evaluate import areas, cells, member_power, people, rules
from gcrm.evaluate.line import Given, Line
from gcrm.simulate.files import zone
from gcrm.simulate.scene import Scene
from gcrm.simulate.world import load
from gcrm.vault.keys import namespace_key

NAMESPACE = "programme"  # of the card numbers that a simulation writes


def score(args: argparse.Namespace, project: Project) -> int:
    """Prints one line for everything that is compared."""
    noted = zone.read(args.truth.parent)
    if noted is None or args.truth.name != "truth":
        raise UsageError(
            f"{args.truth} is no truth of a simulation; give the folder `truth` below what `gcrm simulate` wrote."
        )
    world = load(args.conf, args.parameters)
    if zone.note(world, noted.seed, noted.members, 0, 0).world != noted.world:
        raise UsageError("The simulation was made with other parameters; give the same --set, and the same world.yml.")
    lake, scene = opened("score", project), Scene(world, noted.seed, noted.members)
    given = Given(lake, scene, args.truth.parent, noted.end_day, namespace_key(key(project.places), NAMESPACE))
    for part in (rules, cells, people, areas, member_power):
        print(text(part.lines(given)), flush=True)
    return 0


def text(lines: list[Line]) -> str:
    """Lines under each other."""
    return "\n".join(f"{line.topic:<8}{line.what:<30}{line.value}" for line in lines)
