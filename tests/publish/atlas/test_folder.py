"""The folder: our files are replaced, others are not, and JSON inside a page stays inside."""

import json
from pathlib import Path

import pytest

from gcrm.core.errors import UsageError
from gcrm.publish.atlas import folder


def test_what_an_earlier_atlas_showed_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "atlas"
    folder.write(out, {"index.html": "old", "data/withdrawn.js": "old"}, {})
    (out / "notes.txt").write_text("of a reader", encoding="utf-8")
    folder.write(out, {"index.html": "new"}, {"run": "r2"})
    files = {str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()}
    assert sorted(files) == ["atlas.json", "index.html", "notes.txt"]
    assert files["index.html"] == "new"
    assert json.loads(files["atlas.json"]) == {"run": "r2", "files": ["index.html"]}


def test_a_manifest_cannot_reach_outside_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "atlas"
    folder.write(out, {"index.html": "old"}, {})
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    (out / "atlas.json").write_text(json.dumps({"files": ["../precious.txt", "index.html"]}), encoding="utf-8")
    folder.write(out, {"index.html": "new"}, {})
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"files": 1}', "no JSON"])
def test_a_folder_with_another_manifest_is_left_alone(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "atlas.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(UsageError, match="holds something that is no atlas"):
        folder.write(tmp_path, {"index.html": "new"}, {})
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.json"]


def test_what_somebody_put_in_the_way_is_neither_overwritten_nor_written_through(tmp_path: Path) -> None:
    out, theirs = tmp_path / "atlas", tmp_path / "theirs"
    folder.write(out, {"index.html": "old"}, {})
    theirs.mkdir()
    (theirs / "a.js").write_text("mine", encoding="utf-8")
    (out / "data").symlink_to(theirs)
    (out / "notes.html").write_text("mine", encoding="utf-8")
    for name in ("data/a.js", "data/b.js", "notes.html"):
        with pytest.raises(UsageError, match=f"{name} is no page of the atlas there; move it, or give --out an empty"):
            folder.write(out, {"index.html": "new", name: "new"}, {})
    assert (out / "index.html").read_text(encoding="utf-8") == "old"
    assert [path.read_text(encoding="utf-8") for path in (*theirs.iterdir(), out / "notes.html")] == ["mine", "mine"]


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot be written to .*: Not a directory; give a folder that can"):
        folder.write(tmp_path / "file" / "atlas", {"index.html": ""}, {})


def test_json_in_a_page_survives_and_cannot_end_the_script() -> None:
    value = {"name": "</script><!--\u2028&amp;"}
    text = folder.script(value)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == value


def test_the_outline_stands_before_the_library() -> None:
    text = folder.plotly()
    assert text.startswith('window.PlotlyGeoAssets={"topojson":{"world_110m":{"type":"Topology"')
    assert len(text) > 1_000_000
