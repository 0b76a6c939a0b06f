"""The options that several commands share, each declared once."""

import os
from argparse import ArgumentTypeError
from pathlib import Path

from gcrm.cli.command import Option, option
from gcrm.core.errors import unknown

FORMATS = ("table", "csv", "json")


def conf_folder() -> Path:
    """`conf` in the folder that the command is typed in, or else that of this checkout."""
    here = Path("conf")
    return here if here.is_dir() else Path(__file__).resolve().parents[3] / "conf"


def _env() -> str:
    return os.environ.get("GCRM_ENV", "local")


def _job(name: str) -> str:
    """The name of a job; raises ArgumentTypeError where there is no such job."""
    # Here, because it takes finding every table.
    from gcrm.cli.jobs import every

    known = [job.name for job in every()]
    if name not in known:
        raise ArgumentTypeError(unknown("job", name, known))
    return name


def limit(rows: int, what: str = "rows") -> Option:
    """How much is printed."""
    return option("--limit", type=int, default=rows, help=f"{what} to print (default: %(default)s)")


def out(folder: str) -> Option:
    """Where pages are written."""
    return option("--out", type=Path, default=Path(folder), help=f"folder to write (default: ./{folder})")


COALITION = option("--coalition", required=True, help="name of a folder in conf/coalitions")
CONF = option("--conf", type=Path, default=conf_folder, help="configuration folder (default: %(default)s)")
ENV = option("--env", default=_env, help="overlay in conf/env (default: $GCRM_ENV, or local)")
WHOSE = (COALITION, CONF, ENV)

LAKEHOUSE = option("--lakehouse", help="folder of the tables (default: as configured, or ./lakehouse)")
VAULT = option("--vault", help="folder of the vault (default: as configured, or vault inside the lakehouse)")
TABLES = (LAKEHOUSE, VAULT)
FORMAT = option("--format", choices=FORMATS, default="table", help="how rows are printed (default: %(default)s)")
LANDING = option("--landing", help="folder that the partners deliver into (default: as configured)")
LOOKED_AT = option("--landing", help="folder whose files are looked at too (default: configuration alone)")

MEMBER = option("--member", metavar="KEY", help="a member, by the key that the partner writes, such as a card number")
LIST = option("--list", type=Path, metavar="FILE", help="members, one key on each line, without a header")
NAMESPACE = option("--namespace", help="whose keys these are, where several feeds know one (see namespace in feed.yml)")

ONLY = option("--only", nargs="+", metavar="TABLE", action="extend", help="only these tables, such as 'marts.*'")
SET = option(
    "--set",
    action="append",
    default=[],
    metavar="KEY=VALUE",
    help="override one setting, such as models.segment_choices.k_max=6",
)
FROM_LESS = option(
    "--rebuild-from-less",
    nargs="+",
    action="extend",
    default=[],
    metavar="TABLE",
    help="build these anew although files or tables that they were made of are not there any more",
)
PARAMETERS = option(
    "--set",
    dest="parameters",
    action="append",
    default=[],
    metavar="KEY=VALUE",
    help="override one parameter of the simulation, such as income.area_sd=0.2",
)
JOB = option(
    "--job", type=_job, metavar="JOB", nargs="+", action="extend", help="only the tables of these jobs (see gcrm jobs)"
)
