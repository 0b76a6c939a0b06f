"""Serves a coalition's tables to SQL tools, as a user who may not enter the vault."""

import os

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import exposed, local_path
from gcrm.serve import sql

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(project: Project, host: str, port: int, memory: str, seconds: int) -> int:
    """Listens on `host` and `port` until it is stopped; a statement may take so many seconds.

    Raises UsageError for a user who may enter the vault, unless it is a laptop's owner who serves that laptop alone.
    """
    configured = project.config
    java = configured.spark.get("spark.driver.extraJavaOptions", "")
    lake = opened(
        "serve", project, {"spark.driver.memory": memory, **sql.settings(host, port, os.environ, java, seconds)}
    )
    # The configured vault too, whichever way the lakehouse was written.
    vaults = [lake.vault, *([configured.places.vault] if configured.places.vault else [])]
    own = host in _LOOPBACK and local_path(lake.root) is not None
    if not own and (open_one := next((vault for vault in vaults if exposed(vault)), None)):
        raise UsageError(
            f"This user may enter the vault {open_one}, and so might everyone who connects; "
            "serve as one who may not, such as HADOOP_USER_NAME=analyst on a cluster, or a local lakehouse to this "
            "machine alone (--host 127.0.0.1)."
        )
    sql.serve(lake, project.tables, lambda line: print(line, flush=True))
    return 0
