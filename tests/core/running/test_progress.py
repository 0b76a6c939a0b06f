"""What a command prints is passed on by whole lines, and never stops it."""

import threading

import pytest

from gcrm.core.running import progress
from gcrm.core.storage import streams


@pytest.fixture
def followed(spark, tmp_path, monkeypatch):
    """The file that is followed, on a disk of Hadoop's."""
    assert spark
    monkeypatch.setenv(progress.VARIABLE, f"file:{tmp_path}/progress")
    return tmp_path / "progress"


def test_lines_of_several_threads_come_whole(followed, capsys):
    with progress.mirrored():
        threads = [
            threading.Thread(target=lambda n=n: [print("step", n, "of", 4) for _ in range(50)]) for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(followed.read_text().splitlines()) == sorted(f"step {n} of 4" for n in range(4) for _ in range(50))
    assert capsys.readouterr().out.count("step") == 200


def test_a_run_goes_on_when_nobody_can_follow_it(followed, monkeypatch, capsys):
    opened = []

    class Remembered(streams.Appended):
        def __init__(self, path):
            super().__init__(path)
            opened.append(self)

    monkeypatch.setattr(streams, "Appended", Remembered)
    with progress.mirrored():
        print("one")
        opened[0].close()
        print("two")
        print("three")
    assert followed.read_text() == "one\n"
    assert capsys.readouterr().out == "one\ntwo\nthree\n"


def test_a_file_that_cannot_be_made_is_told_and_no_more(followed, capsys):
    followed.mkdir()
    with progress.mirrored():
        print("one")
    said = capsys.readouterr()
    assert said.out == "one\n"
    assert f"nobody can follow this run: file:{followed} " in said.err
