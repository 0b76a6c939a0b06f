"""What jobs take along is the same bytes each time, and an archive's name changes with what is in it."""

import os
import re
import sys
import zipfile

import pytest

from gcrm.cluster import archives
from gcrm.core.errors import UsageError


def test_the_code_travels_whole_and_the_same_bytes_each_time(tmp_path):
    archives.pack_code(tmp_path / "a.zip")
    archives.pack_code(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert {"gcrm/cli/main.py", "gcrm/core/storage/log4j2.properties"} <= set(names)
    assert any(name.startswith("gcrm/simulate/words/") and name.endswith(".yml") for name in names)
    assert not any("__pycache__" in name for name in names)


def test_a_folder_is_the_same_bytes_whenever_and_in_whatever_order_its_files_were_written(tmp_path):
    for name, files, time in (("one", ("b/2.yml", "a.yml"), 1e9), ("two", ("a.yml", "b/2.yml"), 1.5e9)):
        for file in files:
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file)
            os.utime(path, (time, time))
        archives.pack_folder(tmp_path / name, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {"a.yml": b"a.yml", "b/2.yml": b"b/2.yml"}


def test_the_names_tell_the_versions_of_spark_delta_and_python():
    found = archives.names()
    assert re.fullmatch(r"spark-4\.\d+\.\d+-delta-4\.\d+\.\d+\.zip", found.spark)
    assert re.fullmatch(rf"python-3\.{sys.version_info.minor}-[0-9a-f]{{12}}\.tar\.gz", found.python)


def test_what_a_run_imports_is_taken_along_and_what_spark_brings_is_not():
    taken = {package.partition("==")[0] for package in archives._packages()}
    assert {"great-expectations", "deltalake", "pyarrow", "sqlglot"} <= taken
    assert not taken & {"pyspark", "py4j", "plotly"}


def test_packages_that_cannot_be_fetched_are_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(UsageError, match=r"^The Python packages for the cluster could not be fetched; pip said: .*\S"):
        archives.pack_python(tmp_path / "python.tar.gz")
    assert not (tmp_path / "python.tar.gz").exists()
