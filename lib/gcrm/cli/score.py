"""Compares a run with the truth of the simulation that it was run on."""

import argparse
import sys

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.core.errors import UsageError
from gcrm.evaluate.report import failures, told
from gcrm.evaluate.score import Given
from gcrm.simulate.truth import NAMESPACE, Truth, place
from gcrm.vault.forgotten import FORGOTTEN


def score(args: argparse.Namespace, project: Project) -> int:
    """Prints everything that is compared; 1 where --fail-under is given and something fails."""
    factor = args.fail_under
    if factor is not None and not 0 < factor <= 1:
        raise UsageError(f"--fail-under must be above 0 and at most 1, such as 0.9; not {factor:g}.")
    where = place(args.truth, args.conf, args.parameters)
    lake = opened("score", project)
    mark = project.keys.mark(NAMESPACE) if lake.exists(FORGOTTEN) else b""
    keys = project.keys
    given = Given(lake, Truth(lake.spark, where), keys.member(NAMESPACE), mark, keys.thing("post_id"))
    every = told(given, args.format, lambda text: print(text, flush=True))
    missed = list(failures(every, factor)) if factor is not None else []
    for sentence in missed:
        print(f"gcrm: {sentence}", file=sys.stderr)
    return 1 if missed else 0
