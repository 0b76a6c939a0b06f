"""Makes a cluster ready: folders with their owners and permissions, the two archives, the vault's key."""

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gcrm.cluster import archives
from gcrm.cluster.settings import Cluster
from gcrm.core.errors import UsageError
from gcrm.core.settings.config import Config
from gcrm.core.storage import hadoop

Say = Callable[[str], None]


@dataclass(frozen=True)
class Folder:
    """A folder of the cluster: whose it is, and who may do what in it."""

    path: str
    owner: str
    group: str
    mode: int


def folders(config: Config, cluster: Cluster) -> list[Folder]:
    """What a coalition needs: the vault for those who make pseudonyms, the tables for everybody to read."""
    keeper, worker, group, places = cluster.user("ingest"), cluster.user(), cluster.group, config.places
    if not (places.landing and places.lakehouse and places.vault):
        raise UsageError("The environment names no places; give landing, lakehouse and vault under 'places'.")
    events = config.spark.get("spark.eventLog.dir")
    return [
        Folder(cluster.home, worker, group, 0o755),
        # Anyone may leave a file and take only his own away, as in /tmp.
        Folder(cluster.staging, worker, group, 0o1777),
        Folder(f"{cluster.staging}/.sparkStaging", worker, group, 0o1777),
        Folder(cluster.progress, worker, group, 0o1777),
        *([Folder(events, worker, group, 0o1770)] if events else []),
        Folder(places.landing, keeper, group, 0o700),
        Folder(places.vault, keeper, group, 0o700),
        # The group's, for two users write the same tables.
        Folder(places.lakehouse, worker, group, 0o775),
    ]


def install(config: Config, cluster: Cluster, say: Say) -> None:
    """Does what has not been done yet. Raises UsageError where this user may not."""
    for folder in folders(config, cluster):
        hadoop.make_folder(folder.path, folder.mode)
        hadoop.give(folder.path, folder.owner, folder.group, folder.mode)
        say(f"{folder.path:<44} {folder.owner}:{folder.group} {folder.mode:04o}")
    with tempfile.TemporaryDirectory() as scratch:
        for name, pack in (
            (archives.names().spark, archives.pack_spark),
            (archives.names().python, archives.pack_python),
        ):
            _archive(f"{cluster.home}/{name}", cluster, Path(scratch) / name, pack, say)
        _key(f"{config.places.vault}/key", cluster, Path(scratch) / "key", say)


def _archive(path: str, cluster: Cluster, scratch: Path, pack: Callable[[Path], None], say: Say) -> None:
    if hadoop.status(path):
        say(f"{path:<44} is there")
        return
    pack(scratch)
    hadoop.put(str(scratch), path)
    # Every container reads it, whatever the umask of who installs.
    hadoop.give(path, cluster.user(), cluster.group, 0o644)
    say(f"{path:<44} {scratch.stat().st_size >> 20} MiB")


def _key(path: str, cluster: Cluster, scratch: Path, say: Say) -> None:
    if hadoop.status(path):
        return
    scratch.touch(mode=0o600)
    scratch.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    hadoop.put(str(scratch), path)
    hadoop.give(path, cluster.user("ingest"), cluster.group, 0o400)
    say(f"{path:<44} made; keep a copy: without it members cannot be recognized again")
