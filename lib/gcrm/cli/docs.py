"""`gcrm docs`: catalogue with lineage and open data contracts; with a lakehouse, also what validation finds in it."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gcrm.cli.project import Project
from gcrm.core.contracts.graph import chosen
from gcrm.core.contracts.table import Table
from gcrm.core.storage.folders import require_lakehouse
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import of_one_machine, start
from gcrm.ops.ledger import OPS


def add_command(add: Callable[..., argparse.ArgumentParser], command: Callable[[argparse.Namespace], int]) -> None:
    """Adds `docs` to the command line."""
    sub = add("docs", "Write the catalogue; with --lakehouse, validate its tables and write Data Docs too.", command)
    sub.add_argument("--out", type=Path, default=Path("docs-out"), help="folder to write (default: ./docs-out)")
    sub.add_argument("--lakehouse", default=None, help="folder of the tables to validate (default: validate nothing)")
    sub.add_argument("--vault", default=None, help="folder of the vault (default: vault inside the lakehouse)")
    sub.add_argument("--only", nargs="+", metavar="TABLE", action="extend", help="validate these only: 'marts.*'")


def write(args: argparse.Namespace, project: Project) -> int:
    """Writes catalogue and contracts of a coalition to `args.out`; where a lakehouse is given, Data Docs as well."""
    # Here, because templates take half a second to import that `gcrm check` has not got.
    from gcrm.catalogue import describe, markdown, odcs, site, verdict

    clock = time.monotonic()
    if args.lakehouse:
        require_lakehouse(args.lakehouse)
    every = {table.name: table for table in project.tables}
    tables = [every[name] for name in chosen(every, args.only or [])]
    pages = describe.pages(project.steps, project.feeds, project.settings, OPS)
    title = f"{project.coalition.name}: data catalogue"
    root = args.lakehouse or "lakehouse"
    own = args.vault if args.lakehouse else f"{root}/vault"
    odcs.write(args.out / site.CONTRACTS, [page.table for page in pages], args.coalition, root, own)
    (args.out / "catalogue.md").write_text(markdown.text(title, pages), encoding="utf-8")
    site.write(args.out, title, pages, verdict.load(args.out / site.DATA_DOCS))
    print(f"{args.out / 'index.html'}: {len(pages)} tables, {time.monotonic() - clock:.1f} s.", flush=True)
    if args.lakehouse is None:
        return 0
    _validate(args, project, own, tables, title)
    # Once more, now with the verdicts.
    site.write(args.out, title, pages, verdict.load(args.out / site.DATA_DOCS))
    return 0


def _validate(args: argparse.Namespace, project: Project, vault: str, tables: list[Table], title: str) -> None:
    # Here, because Great Expectations takes some seconds to import.
    from gcrm.catalogue import data_docs, site

    clock = time.monotonic()
    spark = start(f"gcrm docs {args.coalition}", of_one_machine(project.config.spark))
    lake = Lakehouse(spark, args.lakehouse, vault)
    out, now = args.out / site.DATA_DOCS, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    done = data_docs.write(lake, tables, out, title, now, lambda line: print(line, flush=True))
    data_docs.write_index(out, title, [table.name for table in project.tables])
    built = [found for found in done if found.built]
    broken = [found.table for found in built if not found.met]
    told = f"; expectations are not met in {', '.join(broken)}" if broken else ", every expectation met"
    seconds = time.monotonic() - clock
    print(f"{out / 'index.html'}: {len(built)} of {len(done)} tables validated{told}; {seconds:.0f} s.")
