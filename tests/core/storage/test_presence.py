"""Runs may be beside each other; who must be alone meets nobody, and nobody begins beside him."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.storage.presence import alone, at_work


def test_runs_are_beside_each_other_and_leave_nothing_behind(tmp_path):
    with at_work(str(tmp_path), "one"), at_work(str(tmp_path), "two"):
        assert sorted(path.name for path in (tmp_path / ".locks").iterdir()) == ["run-one", "run-two"]
    assert list((tmp_path / ".locks").iterdir()) == []


def test_nobody_is_alone_beside_a_run_which_is_named(tmp_path):
    with at_work(str(tmp_path), "r-1"), pytest.raises(UsageError, match=r"in use by the run r-1; try again when"):
        alone(str(tmp_path), "forget").__enter__()


def test_no_run_begins_beside_one_who_is_alone_nor_another_like_him(tmp_path):
    with alone(str(tmp_path), "forget"):
        with pytest.raises(UsageError, match=r"^`gcrm forget` is at work in .*; the run can begin when it has ended"):
            at_work(str(tmp_path), "r-1").__enter__()
        for command in ("forget", "rotate-key"):
            with pytest.raises(UsageError, match=r"^`gcrm forget` is at work in .*; wait until it has ended"):
                alone(str(tmp_path), command).__enter__()
    with alone(str(tmp_path), "rotate-key"), at_work(str(tmp_path / "other"), "r-1"):
        pass


def test_a_run_that_was_killed_is_in_nobodys_way(tmp_path):
    (tmp_path / ".locks").mkdir()
    (tmp_path / ".locks" / "run-dead").touch()
    with alone(str(tmp_path), "forget"):
        assert not (tmp_path / ".locks" / "run-dead").exists()
