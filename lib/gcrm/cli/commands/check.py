"""`gcrm check`: every mistake at once."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of

SOUND, WARNED, WRONG = 0, 1, 2


def run(args: argparse.Namespace) -> int:
    """Prints what was found; 0 where all is sound, 1 for warnings, 2 for them with `--strict`.

    Raises MistakesError where a run would not start, or a SELECT cannot work.
    """
    from gcrm.cli import check

    project = project_of(args)
    # Files are looked at where they are asked for, not wherever a landing folder is configured.
    check.require(project, args.landing)
    if not args.quick:
        check.require_analysed(project)
    found = check.report(project, args.landing)
    print(found.text())
    return (WRONG if args.strict else WARNED) if found.warnings else SOUND


COMMAND = Command(
    "check",
    "Name every mistake in configuration, SELECTs and files; exits 0 sound, 1 warnings, 2 mistakes.",
    group="run",
    options=(
        *options.WHOSE,
        options.LOOKED_AT,
        option("--strict", action="store_true", help="warnings are mistakes: exit with 2 for them too"),
        option(
            "--quick",
            action="store_true",
            help="without Spark's analyser, which takes some seconds: functions and types in SELECTs are not asked for",
        ),
    ),
    run=run,
)
