"""Writes the atlas of a coalition from its lakehouse."""

import time
from pathlib import Path

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.publish.atlas import pages


def write(project: Project, out: Path) -> int:
    """Writes the atlas to the folder `out`, and says where it is."""
    lake = opened("atlas", project)
    clock = time.monotonic()
    own = project.coalition
    done = pages.write(lake, pages.Agreed(own.name, project.config.coalition, own.currency, own.area_levels), out)
    seconds = time.monotonic() - clock
    size = f"{done.n_files} files, {done.size / 1e6:.1f} MB"
    print(f"{out / 'index.html'}: {done.n_areas:,} areas drawn, {size}, {seconds:.0f} s.")
    return 0
