"""`gcrm docs` as a user types it, over the contracts that are there."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import docs
from gcrm.cli.places import Places
from gcrm.cli.project import Project, assemble
from gcrm.core.errors import UsageError
from gcrm.ops.runs import RUNS


@pytest.fixture(scope="module")
def project() -> Project:
    return assemble(REPOSITORY / "conf", "brazil", "local", [], None, lambda: b"")


def at(project: Project, root: str) -> Project:
    """The project with its tables in another lakehouse."""
    return replace(project, places=Places(None, root, f"{root}/vault"))


@pytest.fixture(scope="module")
def written(project, tmp_path_factory) -> Path:
    """A catalogue without a lakehouse."""
    out = tmp_path_factory.mktemp("written") / "docs"
    assert docs.write(project, out) == 0
    return out


def test_without_a_lakehouse_catalogue_and_contracts_of_every_table_are_written(written, project):
    names = {table.name for table in project.tables}
    assert {path.stem for path in (written / "tables").iterdir()} == names
    assert {path.name.removesuffix(".odcs.yaml") for path in (written / "contracts").iterdir()} == names
    catalogue = (written / "catalogue.md").read_text()
    assert all(f'<a id="{name.replace(".", "-")}"></a>' in catalogue for name in names)
    assert not (written / "data-docs").exists()


def test_pages_are_replaced_where_they_are_ours_and_other_peoples_left_alone(tmp_path, project, written, capsys):
    ours, theirs, linked = (tmp_path / name for name in ("ours", "theirs", "linked"))
    shutil.copytree(written, ours)
    (ours / "tables/gone.html").write_text("of a table that is no more")
    assert docs.write(project, ours) == 0
    assert f"{len(project.tables)} tables" in capsys.readouterr().out
    assert not (ours / "tables/gone.html").exists()
    (theirs / "tables").mkdir(parents=True)
    (theirs / "tables/mine.html").write_text("mine")
    docs.claim(linked)
    (linked / "catalogue.md").write_text((ours / "catalogue.md").read_text())
    (linked / "tables").symlink_to(theirs / "tables")
    (tmp_path / "file").write_text("mine")
    for out in (theirs, linked, tmp_path / "file", theirs / "tables"):
        with pytest.raises(
            UsageError, match=f"^{out} holds something that is no catalogue; give --out a new or an empty"
        ):
            docs.write(project, out)
    assert [path.name for path in theirs.rglob("*.html")] == ["mine.html"]


def test_the_catalogue_is_the_same_wherever_it_is_written(tmp_path, project, written):
    docs.write(project, tmp_path)
    one, other = ((folder / "catalogue.md").read_text() for folder in (written, tmp_path))
    assert one == other
    assert str(tmp_path) not in one
    assert str(REPOSITORY) not in one


def test_neither_spark_nor_great_expectations_is_started_for_the_catalogue(tmp_path):
    code = (
        "import sys; from pathlib import Path; from gcrm.cli import docs; from gcrm.cli.project import assemble;"
        f"p = assemble(Path({str(REPOSITORY / 'conf')!r}), 'brazil', 'local', [], None, lambda: b'');"
        f"docs.write(p, Path({str(tmp_path)!r}));"
        "from pyspark.sql import SparkSession;"
        "assert SparkSession.getActiveSession() is None; assert 'great_expectations' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})
    assert done.returncode == 0, done.stderr


def test_tables_of_a_lakehouse_are_validated_and_the_catalogue_says_so(tmp_path, project, lake, monkeypatch, capsys):
    out = tmp_path / "docs"
    lake.create(RUNS)
    # The suite's own session stands in for a new one; a process can hold one only.
    monkeypatch.setattr(docs, "start", lambda *_: lake.spark)
    assert docs.write(at(project, lake.root), out, ["ops.runs", "marts.*"], validates=True) == 0
    said = capsys.readouterr().out
    assert "ops.runs" in said
    assert "1 of " in said.splitlines()[-1]
    assert "every expectation met" in said
    assert (out / "data-docs/ops.runs.html").exists()
    assert not (out / "data-docs/ops.steps.html").exists()
    assert "data-docs/ops.runs.html" in (out / "tables/ops.runs.html").read_text()


def test_mistakes_are_named_before_anything_is_written(tmp_path, project):
    with pytest.raises(UsageError, match=r"No table matches 'mart\.\*'; there are bronze"):
        docs.write(project, tmp_path / "out", ["mart.*"])
    assert not (tmp_path / "out").exists()
    with pytest.raises(UsageError, match=r"There is no lakehouse at .*; `gcrm run` makes one"):
        docs.write(at(project, str(tmp_path / "none")), tmp_path / "out", validates=True)
    assert not (tmp_path / "out").exists()
