"""`gcrm train`: a model of what posts feel, of labelled texts or of the coalition's own stars; topics of all posts."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Adds the model, and prints how good it is, or what topics there are."""
    from gcrm.cli import topics, training

    if args.what == "topics":
        return topics.train(project_of(args), args.labelled)
    today = datetime.now(UTC).date()
    return training.train(project_of(args), args.labelled, args.language, args.licence, today)


COMMAND = Command(
    "train",
    "Train a model of sentiment on labelled texts or posts with stars, or fit topics anew on all posts.",
    group="run",
    options=(
        option("what", choices=("sentiment", "topics"), help="what the model tells"),
        *options.WHOSE,
        *options.TABLES,
        option(
            "--labelled",
            type=Path,
            nargs="+",
            default=[],
            metavar="FILE",
            help="CSV, TSV, JSON lines or Parquet with columns text and label (default: posts with stars)",
        ),
        option("--language", metavar="CODE", help="language of texts whose file has no column language, such as th"),
        option("--licence", metavar="TEXT", help="licence of the labelled texts, for the model's card"),
        options.SET,
    ),
    run=run,
)
