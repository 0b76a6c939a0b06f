"""What a cluster is made ready with: folders, their owners and modes, and the vault's key, made once."""

import grp
import os
import pwd
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.project import assemble
from gcrm.cluster import archives
from gcrm.cluster.install import Folder, folders, install
from gcrm.cluster.settings import Cluster
from gcrm.core.errors import UsageError
from gcrm.core.settings.config import AgreedPlaces


@pytest.fixture(scope="module")
def config():
    return assemble(REPOSITORY / "conf", "demo", "small", [], None, lambda: b"").config


def test_landing_and_vault_are_the_stewards_alone_and_tables_the_groups(config):
    found = {folder.path: folder for folder in folders(config, config.sections["cluster"])}
    assert found["hdfs:///vault/demo"] == Folder("hdfs:///vault/demo", "steward", "gcrm", 0o700)
    assert found["hdfs:///landing/demo"] == Folder("hdfs:///landing/demo", "steward", "gcrm", 0o700)
    assert found["hdfs:///lake/demo"] == Folder("hdfs:///lake/demo", "gcrm", "gcrm", 0o775)
    assert found["hdfs:///spark-history"].mode == 0o1770
    others = [path for path, folder in found.items() if folder.mode & 0o007 and not folder.mode & stat.S_ISVTX]
    assert others == ["hdfs:///gcrm", "hdfs:///lake/demo"], "where all may write, each takes only his own away"


def test_without_event_logs_there_is_no_folder_for_them(config):
    silent = replace(config, spark={})
    assert "hdfs:///spark-history" not in [folder.path for folder in folders(silent, config.sections["cluster"])]


def test_an_environment_without_places_is_one_sentence(config):
    nowhere = replace(config, places=AgreedPlaces(landing="hdfs:///landing/demo"))
    with pytest.raises(UsageError, match=r"^The environment names no places; give landing, lakehouse and vault under"):
        folders(nowhere, config.sections["cluster"])


@pytest.fixture
def mine(config, tmp_path):
    """The configuration with all places below a folder of this machine, and a cluster whose users are all me."""
    me, us = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    there = AgreedPlaces(*(f"file:{tmp_path}/{name}" for name in ("landing", "lake", "vault")))
    return replace(config, places=there, spark={}), Cluster(f"file:{tmp_path}/home", {"other": me}, us)


@pytest.mark.usefixtures("spark")
def test_a_second_install_leaves_the_key_and_the_archives_as_they_are(mine, tmp_path):
    (tmp_path / "home").mkdir()
    names = archives.names()
    packed = [tmp_path / "home" / name for name in (names.spark, names.python)]
    for path in packed:
        path.write_bytes(b"as it was packed")
    said: list[str] = []
    install(*mine, said.append)
    key = tmp_path / "vault" / "key"
    first = key.read_text()
    assert re.fullmatch(r"[0-9a-f]{64}\n", first)
    assert _mode(key) == 0o400
    assert {folder: _mode(tmp_path / folder) for folder in ("vault", "landing", "lake", "home/staging")} == {
        "vault": 0o700, "landing": 0o700, "lake": 0o775, "home/staging": 0o1777,
    }  # fmt: skip
    assert [line.split()[-2:] for line in said if ".zip" in line or ".tar.gz" in line] == [["is", "there"]] * 2
    assert said[-1].endswith("made; keep a copy: without it members cannot be recognized again")
    assert first.strip() not in "".join(said)
    said.clear()
    install(*mine, said.append)
    assert key.read_text() == first
    assert not [line for line in said if "key" in line]
    assert [path.read_bytes() for path in packed] == [b"as it was packed"] * 2


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
