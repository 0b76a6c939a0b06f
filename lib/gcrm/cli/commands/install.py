"""`gcrm install`: a cluster made ready for a coalition."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Makes folders, permissions, archives and the vault's key, and prints each."""
    from gcrm.cli.cluster import cluster_of
    from gcrm.cluster.install import install
    from gcrm.core.storage.session import connect

    project = project_of(args)
    cluster = cluster_of(project)
    connect({"spark.master": "local[1]", "spark.ui.enabled": "false"})
    install(project.config, cluster, lambda line: print(line, flush=True))
    return 0


COMMAND = Command(
    "install",
    "Make a cluster ready for a coalition: folders, permissions, archives, the vault's key. As HDFS's superuser.",
    group="cluster",
    options=options.WHOSE,
    run=run,
)
