"""Hadoop's site files: those of docker/hadoop/conf, with the places of one cluster on this machine."""

import socket
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import REPOSITORY

CONF = REPOSITORY / "docker" / "hadoop" / "conf"
_HERE = "127.0.0.1"
_ANY_PORT = f"{_HERE}:0"


def free(number: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    sockets = [socket.create_server((_HERE, 0)) for _ in range(number)]
    numbers = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return numbers


@dataclass(frozen=True)
class Ports:
    """Of what others must find before it has told them; all the others take any that is free."""

    namenode: int
    namenode_http: int
    scheduler: int
    tracker: int
    clients: int
    admin: int
    resourcemanager_http: int

    @classmethod
    def free(cls) -> "Ports":
        return cls(*free(len(cls.__dataclass_fields__)))


def write(folder: Path, ports: Ports, own: Mapping[str, str] | None = None) -> Path:
    """The site files for clients and daemons into `folder`; `own` settings of one daemon win."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in CONF.glob("*.xml"):
        tree = ET.parse(source)
        root = tree.getroot()
        for name, value in {**_places(ports), **(own or {})}.items():
            for given in root.findall("property"):
                if given.findtext("name") == name:
                    root.remove(given)
            added = ET.SubElement(root, "property")
            ET.SubElement(added, "name").text = name
            ET.SubElement(added, "value").text = value
        tree.write(folder / source.name, encoding="utf-8", xml_declaration=True)
    (folder / "log4j.properties").write_text((CONF / "log4j.properties").read_text())
    return folder


def _places(ports: Ports) -> dict[str, str]:
    rm = "yarn.resourcemanager"
    return {
        "fs.defaultFS": f"hdfs://{_HERE}:{ports.namenode}",
        "dfs.namenode.rpc-bind-host": _HERE,
        "dfs.namenode.http-address": f"{_HERE}:{ports.namenode_http}",
        "dfs.datanode.address": _ANY_PORT,
        "dfs.datanode.http.address": _ANY_PORT,
        "dfs.datanode.ipc.address": _ANY_PORT,
        f"{rm}.hostname": _HERE,
        f"{rm}.bind-host": _HERE,
        f"{rm}.address": f"{_HERE}:{ports.clients}",
        f"{rm}.scheduler.address": f"{_HERE}:{ports.scheduler}",
        f"{rm}.resource-tracker.address": f"{_HERE}:{ports.tracker}",
        f"{rm}.admin.address": f"{_HERE}:{ports.admin}",
        f"{rm}.webapp.address": f"{_HERE}:{ports.resourcemanager_http}",
        "yarn.nodemanager.hostname": _HERE,
        "yarn.nodemanager.address": _ANY_PORT,
        "yarn.nodemanager.localizer.address": _ANY_PORT,
        "yarn.nodemanager.webapp.address": _ANY_PORT,
    }
