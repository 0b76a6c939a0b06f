"""Simulates what a command line asks for: sizes and days are checked, then written."""

import argparse
from dataclasses import replace

from gcrm.cli.project import surroundings
from gcrm.core.errors import UsageError
from gcrm.core.storage.session import start
from gcrm.simulate.files import zone
from gcrm.simulate.scene import Scene
from gcrm.simulate.simulation import simulate
from gcrm.simulate.world import load


def write(args: argparse.Namespace) -> int:
    """Simulates what `args` ask for; the same command again finishes what was stopped."""
    world = load(args.conf, args.parameters)
    env = surroundings(args.conf, args.env)
    found = zone.read(args.out) if args.append else None
    members = _or(args.members, found.members if found else 20000)
    seed = _or(args.seed, found.seed if found else 7)
    from_day = _or(args.from_day, found.goes_on_at if found else 0)
    if args.days is not None and args.to_day is not None:
        raise UsageError("--days and --to-day say the same thing twice; give one of them.")
    end_day = args.to_day if args.to_day is not None else from_day + _or(args.days, 7 if args.append else 365)
    _require_sizes(members, from_day, end_day, args)
    wanted = zone.note(world, seed, members, from_day, end_day)
    zone.require(args.out, wanted, args.append)
    scene = Scene(world, seed, members)
    try:
        _ = scene.country
    except ValueError as error:  # such as more areas to merge than there are
        raise UsageError(str(error)) from None
    zone.write(args.out, wanted)
    spark = start("gcrm simulate", env.spark)
    print(
        f"{world.country}: {members:,} members, days {from_day} to {end_day - 1}, seed {seed}, into {args.out}",
        flush=True,
    )
    done = simulate(spark, scene, args.out, from_day, end_day, env.workers, lambda line: print(line, flush=True))
    zone.write(args.out, replace(wanted, done_until=end_day))
    print(
        f"{done.n_files:,} files, {done.n_rows:,} rows, {done.n_defects:,} of them with a planted defect, "
        f"{done.seconds:.0f} s. What is true of them: {args.out / 'truth'}."
    )
    return 0


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _require_sizes(members: int, from_day: int, end_day: int, args: argparse.Namespace) -> None:
    if members < 100:
        raise UsageError(f"--members must be 100 or more, for a coalition to have stores and segments; not {members}.")
    if args.days is not None and args.days < 1:
        raise UsageError(f"--days must be 1 or more, not {args.days}.")
    if from_day < 0:
        raise UsageError(f"--from-day must be 0 or more, not {from_day}.")
    if end_day <= from_day:
        raise UsageError(f"--to-day must be above --from-day, which is {from_day}; not {end_day}.")
