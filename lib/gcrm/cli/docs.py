"""Catalogue with lineage and open data contracts; with a lakehouse, also what validation finds in it."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from gcrm.catalogue import describe, markdown, odcs, site, verdict
from gcrm.cli.project import KEPT, Project
from gcrm.core.contracts.graph import chosen
from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import require_lakehouse
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import of_one_machine, start
from gcrm.ops.ledger import Ledger


def write(project: Project, out: Path, only: Sequence[str] = (), validates: bool = False) -> int:
    """Writes catalogue and contracts of a coalition to `out`; where it `validates` the lakehouse, Data Docs as well.

    `only` are patterns of the tables to validate. Raises UsageError where one matches nothing, where there is no
    lakehouse, or where `out` holds other people's files.
    """
    clock, places = time.monotonic(), project.places
    if validates:
        require_lakehouse(places.lakehouse)
    every = {table.name: table for table in project.tables}
    tables = [every[name] for name in chosen(every, only)]
    pages = describe.pages(project.steps, project.feeds, project.settings, KEPT)
    title = f"{project.coalition.name}: data catalogue"
    root, own = (places.lakehouse, places.vault) if validates else ("lakehouse", "lakehouse/vault")
    claim(out)
    # First, so that after a kill the next catalogue knows what it may replace.
    (out / markdown.FILE).write_text(markdown.text(title, pages), encoding="utf-8")
    odcs.write(out / site.CONTRACTS, [page.table for page in pages], project.config.coalition, root, own)
    site.write(out, title, pages, verdict.load(out / site.DATA_DOCS))
    print(f"{out / 'index.html'}: {len(pages)} tables, {time.monotonic() - clock:.1f} s.", flush=True)
    if not validates:
        return 0
    _validate(project, out, tables, title)
    # Once more, now with the verdicts.
    site.write(out, title, pages, verdict.load(out / site.DATA_DOCS))
    return 0


def claim(out: Path) -> None:
    """Makes the folder. Raises UsageError where it cannot be written, or holds anything but an earlier catalogue, whose
    pages are replaced."""
    folders = [out / name for name in (site.TABLES, site.CONTRACTS, site.DATA_DOCS)]
    try:
        is_used = out.exists() and (not out.is_dir() or any(out.iterdir()))
        if is_used and (not markdown.is_ours(out / markdown.FILE) or any(path.is_symlink() for path in folders)):
            raise UsageError(f"{out} holds something that is no catalogue; give --out a new or an empty folder.")
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The catalogue cannot be written to {out}: {error.strerror}; give a folder that can."
        ) from None


def _validate(project: Project, folder: Path, tables: list[Table], title: str) -> None:
    # Here, because Great Expectations takes some seconds to import.
    from gcrm.catalogue import data_docs

    clock = time.monotonic()
    spark = start(f"gcrm docs {project.config.coalition}", of_one_machine(project.config.spark))
    lake = Lakehouse(spark, project.places.lakehouse, project.places.vault)
    out, now = folder / site.DATA_DOCS, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    done = data_docs.write(lake, tables, out, title, now, lambda line: print(line, flush=True))
    data_docs.write_index(out, title, [table.name for table in project.tables], Ledger(lake, make=False).asked_last())
    built = [found for found in done if found.built]
    broken = [found.table for found in built if not found.met]
    told = f"; expectations are not met in {', '.join(broken)}" if broken else ", every expectation met"
    seconds = time.monotonic() - clock
    print(f"{out / 'index.html'}: {len(built)} of {len(done)} tables validated{told}; {seconds:.0f} s.")
