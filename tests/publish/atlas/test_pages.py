"""What the atlas writes, file by file."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.atlas.pages import Agreed, write

from ..made_up import NASTY, RUN

MADE_UP = Agreed("Made Up", "made_up", "BRL", ("state", "municipality"))
# Figures that only the members of withheld cells stand behind: e^6.66, and the names and values of small segments.
SECRETS = ("780.5", "secret four", "few visits", "11.08", "407", "406", "4.44")


@pytest.fixture(scope="module")
def atlas(published_lake: Lakehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages") / "atlas"
    write(published_lake, MADE_UP, out)
    return out


def _data(atlas: Path, name: str) -> Any:
    text = (atlas / "data" / f"{name}.js").read_text(encoding="utf-8")
    return json.loads(text.partition(",")[2].removesuffix(");\n"))


def _own_text(atlas: Path) -> str:
    files = [path for path in atlas.rglob("*") if path.is_file() and path.name != "plotly.js"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_no_cell_under_ten_members_is_in_any_file(atlas: Path) -> None:
    columns = _data(atlas, "areas-0")
    assert dict(zip(columns["area_id"], columns["n_members"], strict=True)) == {
        "a0": None, "a12": None, "a3": None, "a40": 40, "b25": 10, "b30": 10, "b60": 40
    }  # fmt: skip
    page = (atlas / "index.html").read_text(encoding="utf-8")
    facts = json.loads(re.findall(r'id="facts">(.*?)</script>', page)[0])
    counts = [*columns["n_members"], *(segment["n_members"] for segment in facts["segments"])]
    assert [n for n in counts if n is not None and n < 10] == []
    text = _own_text(atlas)
    assert [secret for secret in SECRETS if secret in text] == []


def test_few_refused_rows_are_not_counted_nor_is_the_next_fewest(atlas: Path) -> None:
    page = (atlas / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r"<td>(\w[\w ]+ is [\w ]+)</td><td class=\"num\">([^<]+)</td>", page)
    assert rows == [
        ("amount is not zero", "10 to 39"),
        ("quantity is not zero", "withheld"),
        ("place is an area", "withheld"),
    ]
    assert "10 to 39 rows were refused for 3 reasons" in page


def test_titles_say_the_finding(atlas: Path) -> None:
    page = (atlas / "index.html").read_text(encoding="utf-8")
    titles = re.findall(r'<h2 id="[a-z]+-title">(.*?)</h2>', page)
    assert titles[0].startswith("In half of 4 municipalities with members enough a typical member spends BRL ")
    assert titles[1] == "3 segments; the largest, many visits, holds about 50% of members"
    assert titles[2].startswith("4 of 7 municipalities can be shown with members of their own; among these Town b60")
    assert titles[-1].startswith("2 files arrived with 4,000 to 5,999 rows, 1 file refused whole; 10 to 39 rows")


def test_every_figure_leads_back_to_run_configuration_and_table_version(atlas: Path) -> None:
    page = (atlas / "index.html").read_text(encoding="utf-8")
    footer = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert footer["Run"] == RUN.run_id
    assert footer["Configuration hash"] == "c0ffee"
    assert footer["As of"] == "2018-01-31"
    assert footer["publish.area_power"] == f"version 1, written by run {RUN.run_id}"
    assert json.loads((atlas / "atlas.json").read_text(encoding="utf-8"))["Run"] == RUN.run_id


def test_text_from_data_is_escaped_wherever_it_stands(atlas: Path) -> None:
    assert NASTY not in _own_text(atlas)
    page = (atlas / "index.html").read_text(encoding="utf-8")
    assert "&lt;i&gt;bad&lt;/i&gt;.csv" in page
    assert page.count("<script>") == 0


def test_nothing_names_an_address_outside(atlas: Path) -> None:
    assert re.findall(r"(?:https?:)?//[a-z]", re.sub(r"/\*.*?\*/|^\s*//.*$", "", _own_text(atlas), flags=re.M)) == []


def test_the_same_lakehouse_gives_the_same_bytes(published_lake: Lakehouse, atlas: Path, tmp_path: Path) -> None:
    write(published_lake, MADE_UP, tmp_path / "again")
    files = sorted(path.relative_to(atlas) for path in atlas.rglob("*") if path.is_file())
    assert [name for name in files if (atlas / name).read_bytes() != (tmp_path / "again" / name).read_bytes()] == []


def test_a_coalition_without_areas_says_why_there_is_no_map(published_lake: Lakehouse, tmp_path: Path) -> None:
    shutil.copytree(Path(published_lake.root) / "ops", tmp_path / "lake" / "ops")
    done = write(Lakehouse(published_lake.spark, str(tmp_path / "lake")), MADE_UP, tmp_path / "atlas")
    page = (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")
    assert done.n_areas == 0
    assert "No map: publish.area_power has not been built yet; `gcrm run` builds it" in page
    assert "No segments: publish.portraits has not been built yet" in page
    assert "2 files arrived" in page


def test_a_folder_with_something_else_in_it_is_left_alone(published_lake: Lakehouse, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds something that is no atlas; give --out a new or an empty folder"):
        write(published_lake, MADE_UP, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
