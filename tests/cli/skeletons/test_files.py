"""Beginnings are written whole or not at all."""

import pytest

from gcrm.cli.skeletons.files import require_name, write
from gcrm.core.errors import UsageError

FILES = {"lib/gcrm/marts/tiers.py": "new", "tests/marts/test_tiers.py": "new"}


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "lib" / "gcrm").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    return tmp_path


def test_files_come_with_their_folders(checkout):
    assert write(checkout, FILES) == [checkout / path for path in FILES]
    assert {path: (checkout / path).read_text() for path in FILES} == FILES


def test_where_one_is_there_nothing_is_written(checkout):
    (checkout / "tests" / "marts").mkdir()
    (checkout / "tests" / "marts" / "test_tiers.py").write_text("old")
    with pytest.raises(UsageError, match=r"^tests/marts/test_tiers.py is there already; choose another name"):
        write(checkout, FILES)
    assert (checkout / "tests" / "marts" / "test_tiers.py").read_text() == "old"
    assert not (checkout / "lib" / "gcrm" / "marts").exists()


def test_another_folder_is_no_checkout(tmp_path):
    with pytest.raises(UsageError, match=r"is no checkout of G-CRM: it lacks lib/gcrm or tests; name one with --root"):
        write(tmp_path, FILES)


@pytest.mark.parametrize("name", ["Tiers", "1st", "a-b", "", "a.b"])
def test_a_name_is_that_of_a_module(name):
    with pytest.raises(UsageError, match=r"cannot name a model: write lower case letters, digits and underscores"):
        require_name("model", name)
