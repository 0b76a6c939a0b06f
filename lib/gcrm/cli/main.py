"""The `gcrm` command and what spark-submit runs."""

import argparse
import os
import sys
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from gcrm import __version__
from gcrm.cli import atlas, check, cluster, demo, docs, inspect, maintain, plan, score, simulate, summary
from gcrm.cli.jobs import JOBS, of_jobs
from gcrm.cli.project import Project, assemble
from gcrm.core.contracts.graph import chosen
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.errors import UsageError
from gcrm.core.running.failures import reason
from gcrm.core.running.progress import mirrored
from gcrm.core.running.records import Run
from gcrm.core.running.run import Runner
from gcrm.core.storage.folders import local_path, make_vault, prepare, require_shared
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import connect, on_cluster, start, submitted
from gcrm.ops.ledger import Ledger
from gcrm.vault.keys import key_id, secret

Command = Callable[[argparse.Namespace], int]


def main(*given: str) -> None:
    """Runs the command line (`given` stands before the process's arguments); exits 0, or 2 for a user's mistake."""
    sys.exit(run([*given, *sys.argv[1:]]))


def run(arguments: Sequence[str]) -> int:
    """The same without the exit, for tests."""
    parsed = _parser().parse_args(arguments)
    with mirrored():
        return _guarded(parsed)


def _guarded(parsed: argparse.Namespace) -> int:
    try:
        command: Command = parsed.command
        return command(parsed)
    except UsageError as error:
        print(f"gcrm: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("gcrm: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except Exception as error:
        if os.environ.get("GCRM_DEBUG"):
            raise
        print(f"gcrm: {type(error).__name__}: {reason(error)} (GCRM_DEBUG=1 shows where.)", file=sys.stderr)
        return 1


def _run(args: argparse.Namespace) -> int:
    project = _project(args)
    steps = _chosen(project, args)
    landing = (args.landing or project.config.places.landing) if any(isinstance(s, Landing) for s in steps) else None
    if on_cluster(project.config.spark):
        require_shared(landing=landing, lakehouse=args.lakehouse, vault=args.vault)
        if not submitted():
            raise UsageError(f"--env {args.env} is a cluster, which takes jobs from `gcrm submit` or spark-submit.")
    connect(project.config.spark)
    # What would stop the run half-way is asked for first.
    check.require(project, landing)
    prepare(args.lakehouse, args.vault)
    if any(step.output.layer == "vault" or (isinstance(step, Step) and step.parts) for step in steps):
        make_vault(args.vault)
    hides = any(isinstance(step, Step) and step.parts for step in steps)
    key = key_id(_key(args)) if hides else None
    began = datetime.now(UTC).replace(tzinfo=None)
    this = Run(f"{began:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}", args.coalition, began, args.date, key, len(steps))
    spark = start(f"gcrm run {args.coalition}", project.config.spark)
    lake = Lakehouse(spark, args.lakehouse, args.vault)
    print(f"Run {this.run_id}: {len(steps)} steps for {project.coalition.name} into {args.lakehouse}", flush=True)
    runner = Runner(lake, project.config, project.settings, this, Ledger(lake), lambda line: print(line, flush=True))
    outcome = runner.execute(steps, list(project.steps))
    print(summary.text(outcome, args.coalition, args.lakehouse))
    return 0


def _check(args: argparse.Namespace) -> int:
    project = _project(args)
    check.require(project, args.landing)
    print(check.report(project, args.landing))
    return 0


def _plan(args: argparse.Namespace) -> int:
    project = _project(args)
    if args.schedule:
        return cluster.schedule(args, project)
    if args.since:
        raise UsageError("--from is the first day of a schedule; give --schedule DIR as well.")
    print(plan.text(project, _chosen(project, args), args.landing is not None))
    return 0


def _chosen(project: Project, args: argparse.Namespace) -> list[AnyStep]:
    """The steps that --only and --job ask for; a job may have no table of one of its layers."""
    names = set(chosen((step.output.name for step in project.steps), args.only or []))
    steps = of_jobs(args.job, project.steps) if args.job else project.steps
    return [step for step in steps if step.output.name in names]


def _inspect(args: argparse.Namespace) -> int:
    return inspect.answer(args, _project(args))


def _atlas(args: argparse.Namespace) -> int:
    return atlas.write(args, _project(args))


def _docs(args: argparse.Namespace) -> int:
    return docs.write(args, _project(args))


def _maintain(args: argparse.Namespace) -> int:
    return maintain.maintain(args, _project(args))


def _score(args: argparse.Namespace) -> int:
    project = _project(args)
    return score.score(args, project, _key(args))


def _project(args: argparse.Namespace) -> Project:
    landing, sets = getattr(args, "landing", None), getattr(args, "set", [])
    project = assemble(args.conf, args.coalition, args.env, sets, landing, lambda: _key(args))
    places = project.config.places
    # A lakehouse that is not the configured one has a vault of its own.
    asked = (args.lakehouse or places.lakehouse or "").rstrip("/")
    vault = places.vault if asked == (places.lakehouse or "").rstrip("/") else None
    # What was not said on the command line is as configured; `docs` looks at tables only where it is told to.
    if args.name != "docs":
        args.lakehouse = args.lakehouse or places.lakehouse or "lakehouse"
    args.vault = args.vault or vault or f"{args.lakehouse}/vault"
    return project


def _key(args: argparse.Namespace) -> bytes:
    return secret(args.vault, local_path(args.lakehouse) is not None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gcrm", description="From a coalition's files to who to reach, where, and with what."
    )
    parser.add_argument("--version", action="version", version=f"gcrm {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--coalition", required=True, help="name of a folder in conf/coalitions")
    common.add_argument("--conf", type=Path, default=_conf_folder(), help="configuration folder (default: %(default)s)")
    common.add_argument("--env", default=_env(), help="overlay in conf/env (default: $GCRM_ENV, or local)")
    lakehouse = argparse.ArgumentParser(add_help=False)
    lakehouse.add_argument("--lakehouse", help="folder of the tables (default: as configured, or ./lakehouse)")
    lakehouse.add_argument(
        "--vault", help="folder of the vault (default: as configured, or vault inside the lakehouse)"
    )
    landing = argparse.ArgumentParser(add_help=False)
    landing.add_argument("--landing", help="folder that the partners deliver into (default: as configured)")
    chooser = argparse.ArgumentParser(add_help=False)
    chooser.add_argument(
        "--job", choices=sorted(JOBS), nargs="+", action="extend", help="only the tables of these jobs"
    )
    chooser.add_argument(
        "--only", nargs="+", metavar="TABLE", action="extend", help="only these tables, such as 'marts.*'"
    )

    def add(name: str, help_text: str, command: Command, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_text, description=help_text, parents=[common, *parents])
        sub.set_defaults(command=command, name=name, vault=None, lakehouse=None)
        return sub

    looked_at = argparse.ArgumentParser(add_help=False)
    looked_at.add_argument("--landing", help="folder whose files are looked at too (default: configuration alone)")
    add("check", "Name every mistake in configuration and files at once; no Spark.", _check, looked_at)
    sub = add("plan", "Print what would run, in order, and why; no Spark.", _plan, looked_at, chooser)
    sub.add_argument("--schedule", type=Path, metavar="DIR", help="write what a scheduler needs into this folder")
    sub.add_argument(
        "--from",
        type=date.fromisoformat,
        dest="since",
        metavar="DATE",
        help="first day of the schedule, YYYY-MM-DD (default: as configured)",
    )
    sub = add("run", "Bring every table up to date with what was delivered.", _run, lakehouse, landing, chooser)
    sub.add_argument(
        "--date", type=date.fromisoformat, help="business date, YYYY-MM-DD (default: the latest delivered)"
    )
    sub.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="override one setting, such as models.segment_choices.k_max=6",
    )
    inspect.add_commands(add, _inspect, lakehouse)
    atlas.add_command(add, _atlas, lakehouse)
    docs.add_command(add, _docs)
    maintain.add_command(add, _maintain, lakehouse)
    score.add_command(add, _score, lakehouse)
    cluster.add_commands(add, _project, lakehouse)
    demo.add_command(commands, _conf_folder(), run)
    simulate.add_command(commands, _conf_folder(), simulate.write)
    return parser


def _env() -> str:
    return os.environ.get("GCRM_ENV", "local")


def _conf_folder() -> Path:
    here = Path("conf")
    return here if here.is_dir() else Path(__file__).resolve().parents[3] / "conf"


if __name__ == "__main__":
    main()
