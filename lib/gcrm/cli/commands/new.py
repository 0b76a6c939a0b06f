"""`gcrm new`: the beginning of a table, a model or a section."""

import argparse
from pathlib import Path

from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Writes the files, and says how to try them."""
    from gcrm.cli.skeletons import files, model, reading, section, table

    reads = reading.read(args.reads)
    if args.kind == "table":
        made = table.table(args.name, reads, args.by)
    elif args.kind == "model":
        made = model.model(args.name, reads, args.figure)
    else:
        made = section.section(args.name, reads)
    for path in files.write(args.root, made):
        print(path)
    tests = " ".join(str(args.root / path) for path in made if path.startswith("tests/"))
    print(f"Try it: python -m pytest {tests}")
    if args.kind == "model":
        print("`make jobs` writes the file that spark-submit runs for its job.")
    return 0


COMMAND = Command(
    "new",
    "Write the working beginning of a table, a model or a section of the atlas, with its test.",
    group="build",
    options=(
        option("kind", choices=("table", "model", "section"), help="what to begin"),
        option("name", help="layer.plural_noun for a table, such as marts.tiers; a noun for the others"),
        option("--reads", required=True, metavar="TABLE", help="table that it is made from, such as features.members"),
        option("--by", metavar="COLUMN", help="table: a row per value of this column (default: first of the key)"),
        option("--figure", metavar="COLUMN", help="model: the number that it is fitted to, such as n_visits"),
        option("--root", type=Path, default=Path(), help="checkout to write into (default: this folder)"),
    ),
    run=run,
)
