"""Who may enter the vault serves nobody: whoever connects would be he."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from gcrm.cli import serve
from gcrm.cli.places import Places
from gcrm.cli.project import assemble
from gcrm.core.errors import UsageError


@pytest.fixture
def project(corner):
    made = assemble(corner.conf, "corner", "local", [], None, lambda: b"")
    return replace(made, places=Places(None, str(corner.lakehouse), f"{corner.lakehouse}/vault"))


def refused(project, lake, monkeypatch):
    # A session of the suite must not get the settings of one that is served.
    monkeypatch.setattr(serve, "opened", lambda *_: lake)
    with pytest.raises(UsageError) as caught:
        serve.serve(project, "0.0.0.0", 10000, "1g", 600)
    return str(caught.value)


def test_a_vault_that_may_be_entered_is_named_with_who_may_serve(project, corner, monkeypatch):
    vault = corner.lakehouse / "vault"
    vault.mkdir(parents=True)
    assert refused(project, SimpleNamespace(vault=str(vault), root=str(corner.lakehouse)), monkeypatch) == (
        f"This user may enter the vault {vault}, and so might everyone who connects; serve as one who may not, such as "
        "HADOOP_USER_NAME=analyst on a cluster, or a local lakehouse to this machine alone (--host 127.0.0.1)."
    )


def test_the_configured_vault_counts_though_another_lakehouse_is_served(project, tmp_path, monkeypatch):
    configured = tmp_path / "safe"
    configured.mkdir()
    agreed = replace(project.config.places, vault=str(configured))
    other = replace(project, config=replace(project.config, places=agreed))
    lake = SimpleNamespace(vault=str(tmp_path / "none"), root=str(tmp_path))
    assert f"may enter the vault {configured}," in refused(other, lake, monkeypatch)
