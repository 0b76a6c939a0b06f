"""A member's rights on the command line: who may ask, where, and what is written."""

import json
import os
from pathlib import Path

from gcrm.bronze.landing import landings
from gcrm.cli.lake import opened, reach
from gcrm.cli.project import Project
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import local_path, may_enter
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import of_one_machine
from gcrm.erasure import subject
from gcrm.erasure.asked import Asked
from gcrm.erasure.estate import Estate
from gcrm.erasure.forget import forget
from gcrm.erasure.rotation import rotate
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.runs import RUNS
from gcrm.vault.derived import key_id
from gcrm.vault.keys import NEW_VARIABLE, VARIABLE, adopt, key_path, next_secret


def forget_members(project: Project, asked: Asked, namespace: str | None) -> int:
    """Forgets the members, and tells of every table."""
    lake = _entered("forget", project)
    landing = project.places.landing
    if landing is None and lake.exists(DELIVERIES):
        raise UsageError("The delivered files hold the members too: tell where they lie by --landing DIR.")
    root = local_path(landing) if landing else None
    if root and not (root.is_dir() and os.access(root, os.W_OK)):
        raise UsageError(f"The landing folder {landing} is not there, or not writable for this user.")
    forget(lake, estate(project), landing, asked, namespace, lambda line: print(line, flush=True))
    return 0


def write_subject(project: Project, asked: Asked, namespace: str | None, out: Path) -> int:
    """Writes what is known of the member into a file that this user alone may read, and tells how much it is."""
    lake = _entered("subject", project)
    found = subject.known(lake, estate(project), asked, namespace)
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False, indent=2, default=str)
            file.write("\n")
        out.chmod(0o600)
    except OSError as error:
        raise UsageError(f"The file {out} cannot be written: {error.strerror}.") from None
    n = sum(len(table["rows"]) for table in found["tables"].values())
    print(f"{n:,} rows of {len(found['tables'])} tables are in {out}.")
    return 0


def rotate_key(project: Project) -> int:
    """Gives the lakehouse a new key."""
    lake, vault = _entered("rotate-key", project), project.places.vault
    new = key_id(next_secret(vault), project.config.coalition)
    rotate(lake, project.steps, new, lambda: adopt(vault), lambda line: print(line, flush=True))
    if key_path(vault) is None:
        print(f"Set {VARIABLE} to what {NEW_VARIABLE} is now.")
    return 0


def _entered(command: str, project: Project) -> Lakehouse:
    """The lakehouse, for one who may enter its vault."""
    places = project.places
    reach(project, of_one_machine(project.config.spark))
    if not may_enter(places.vault):
        raise UsageError(f"The vault {places.vault} is closed to this user; `gcrm {command}` is for who may enter it.")
    lake = opened(command, project)
    if lake.exists(RUNS):
        names = {row["coalition"] for row in lake.read(RUNS).select("coalition").distinct().collect()}
        if names and project.config.coalition not in names:
            whose = ", ".join(sorted(names))
            raise UsageError(f"{places.lakehouse} holds members of {whose}, not of {project.config.coalition}.")
    return lake


def estate(project: Project) -> Estate:
    places = project.places
    as_they_are = tuple(landings(list(project.feeds), places.landing, project.door))
    return Estate(project.config.coalition, project.feeds, project.steps, as_they_are, project.raws, project.keys)
