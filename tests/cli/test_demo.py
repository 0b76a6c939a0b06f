"""`gcrm demo` on a small coalition, and `gcrm score` of what it left: from nothing to pages, findings and figures."""

import json
import shutil
from pathlib import Path

import pytest

from gcrm.cli.main import run
from gcrm.evaluate.report import scores
from gcrm.marts.area_power import AREA_POWER

pytestmark = [pytest.mark.sequences, pytest.mark.core]
CONF = Path(__file__).resolve().parents[2] / "conf"


@pytest.fixture(scope="module")
def demo(request, tmp_path_factory):
    """The folder of a demo, made in the session of the suite."""
    request.getfixturevalue("spark")
    out = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--out", str(out), "--conf", str(CONF), "--members", "300", "--days", "42"]) == 0
    return out


def scored(demo, *given, lakehouse=None):
    where = ["--coalition", "demo", "--env", "local", "--conf", str(CONF), "--truth", str(demo / "landing" / "truth")]
    return run(["score", *where, "--lakehouse", str(lakehouse or demo / "lakehouse"), *given])


def test_a_demo_ends_with_a_page(demo):
    assert {path.name for path in demo.iterdir()} == {"landing", "lakehouse", "atlas"}
    assert (demo / "atlas" / "index.html").is_file()


def test_every_score_tells_of_a_demo_and_the_exact_ones_hold(demo, capsys):
    assert scored(demo, "--format", "json") == 0
    read = json.loads(capsys.readouterr().out)
    assert {one["score"] for one in read} == {score.name for score in scores()}
    verdicts = {(one["score"], one["measure"]): one["verdict"] for one in read}
    for exact in [
        ("rows", "recall of row rules"),
        ("rows", "precision of row rules"),
        ("cells", "monthly cells exact"),
        ("pseudonyms", "right pseudonyms"),
        ("pseudonyms", "pseudonyms of nobody"),
    ]:
        assert verdicts[exact] == "passes"


def test_a_run_passes_and_one_that_lost_a_table_does_not(demo, tmp_path, capsys):
    assert scored(demo, "--fail-under") == 0
    assert "monthly cells exact" in capsys.readouterr().out
    part = tmp_path / "lakehouse"
    shutil.copytree(demo / "lakehouse", part)
    layer, _, name = AREA_POWER.name.partition(".")
    shutil.rmtree(part / layer / name)
    assert scored(demo, lakehouse=part) == 0
    assert "areas       cannot be told              marts.area_power has not been built" in capsys.readouterr().out
    assert scored(demo, "--fail-under", lakehouse=part) == 1
    assert "gcrm: areas, cannot be told: marts.area_power has not been built." in capsys.readouterr().err
