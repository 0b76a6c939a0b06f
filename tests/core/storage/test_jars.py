"""Delta's jars, and the Java that they run on."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.storage import jars


def test_the_jars_that_setup_fetched_are_those_that_are_wanted():
    assert jars.missing() == []
    assert all(jars.DELTA_VERSION in name for name in jars.WANTED)


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / jars.WANTED[0]).touch()
    assert jars.jars_folder() == tmp_path / "jars"
    assert jars.missing() == [jars.WANTED[1]]


@pytest.mark.parametrize("script", [None, "#!/bin/sh\nexit 1\n"])
def test_no_java_or_one_that_does_not_answer_is_told_with_the_way_to_get_one(tmp_path, monkeypatch, script):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    if script:
        (tmp_path / "java").write_text(script)
        (tmp_path / "java").chmod(0o755)
    with pytest.raises(UsageError, match=r"^Java is missing: Spark needs a JDK 17 .*set JAVA_HOME or PATH") as caught:
        jars.require_java()
    assert "\n" not in str(caught.value)


def test_java_home_comes_before_the_path(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    jars.require_java()
