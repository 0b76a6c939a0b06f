"""Writes the atlas of a coalition from its lakehouse."""

import time
from pathlib import Path

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.publish.atlas import pages
from gcrm.publish.gate import Settings


def write(project: Project, out: Path) -> int:
    """Writes the atlas to the folder `out`, and says where it is."""
    lake = opened("atlas", project)
    clock = time.monotonic()
    own = project.coalition
    privacy = next((one for one in project.settings.values() if isinstance(one, Settings)), Settings())
    agreed = pages.Agreed(own.name, project.config.coalition, own.currency, own.area_levels, least=privacy.min_members)
    done = pages.write(lake, agreed, out)
    seconds = time.monotonic() - clock
    size = f"{done.n_files} files, {done.size / 1e6:.1f} MB"
    print(f"{out / 'index.html'}: {done.n_areas:,} areas drawn, {size}, {seconds:.0f} s.")
    return 0
