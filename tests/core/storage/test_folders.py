"""The folders of a lakehouse on a local disk: made, closed to others, or refused in one sentence."""

from pathlib import Path

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.storage import folders


def made(root):
    folders.prepare(str(root), str(root / "vault"))


def test_a_vault_left_open_is_closed_and_a_lakehouse_to_all_but_its_group(tmp_path):
    (tmp_path / "lakehouse" / "vault").mkdir(parents=True)
    (tmp_path / "lakehouse").chmod(0o755)
    (tmp_path / "lakehouse" / "vault").chmod(0o755)
    made(tmp_path / "lakehouse")
    assert (tmp_path / "lakehouse" / "vault").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "lakehouse").stat().st_mode & 0o777 == 0o750
    made(tmp_path / "other")
    assert (tmp_path / "other").stat().st_mode & 0o007 == 0


@pytest.mark.parametrize("below", ["taken", "taken/lakehouse"])
def test_a_lakehouse_that_cannot_be_made_is_one_sentence(tmp_path, below):
    (tmp_path / "taken").write_text("a file stands here")
    with pytest.raises(UsageError) as caught:
        made(tmp_path / below)
    assert str(caught.value).startswith(f"The lakehouse folder {tmp_path / below} cannot be made: ")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="/proc is the folder in which not even root can write")
def test_a_folder_that_takes_no_writes_is_one_sentence():
    with pytest.raises(UsageError, match=r"The lakehouse folder /proc/\S* (cannot be made: .*|is not writable.*)\."):
        made(Path("/proc/self/lakehouse"))
    with pytest.raises(UsageError, match=r"The lakehouse folder /proc\S* (cannot be made: .*|is not writable.*)\."):
        made(Path("/proc"))


def test_a_path_of_one_machine_is_refused_for_a_cluster(tmp_path):
    folders.require_shared(landing="hdfs:///landing", lakehouse="file:///mnt/lake", vault=None)
    with pytest.raises(
        UsageError, match=rf"--lakehouse {tmp_path} names no file system, .* write hdfs://{tmp_path}, or"
    ):
        folders.require_shared(landing="hdfs:///landing", lakehouse=str(tmp_path))


def test_where_no_lakehouse_is_the_command_that_makes_one_is_named(tmp_path):
    folders.require_lakehouse(str(tmp_path))
    with pytest.raises(UsageError, match=r"There is no lakehouse at .*/none; `gcrm run` makes one\."):
        folders.require_lakehouse(str(tmp_path / "none"))


def test_a_folder_is_exposed_when_it_is_there_and_may_be_entered(tmp_path):
    assert folders.exposed(str(tmp_path))
    assert not folders.exposed(str(tmp_path / "none"))
    assert folders.may_enter(str(tmp_path / "none")), "nobody is kept from what is not there"
