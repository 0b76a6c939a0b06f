"""A mart with its page is two files and no edit elsewhere, whether the package lies in a folder or in a zip."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import REPOSITORY

import gcrm

PACKAGE = Path(gcrm.__file__).parent
MART = '''"""One row per tier: who is in it and what they spend."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table
from gcrm.features.members import MEMBER_FEATURES

TIERS = Table(
    name="marts.tiers",
    doc=__doc__,
    key=("tier",),
    fields=(
        Field("tier", "string", "Tier"),
        Field("n_members", "bigint", "Members", required=True),
        Field("amount", "double", "Mean spend", unit="currency"),
        Field("cell", CELL, "What the gate must know"),
    ),
)


def build(members: DataFrame) -> DataFrame:
    """Members by what they spend."""
    tier = F.when(F.col("amount") > 1000, "gold").otherwise("blue").alias("tier")
    known = measured(F.col("member_id"), F.col("amount")).alias("cell")
    return members.groupBy(tier).agg(F.count(F.lit(1)).alias("n_members"), F.mean("amount").alias("amount"), known)


STEP = Step(output=TIERS, inputs={"members": MEMBER_FEATURES}, build=build)
'''
# The section that the documentation shows, word for word.
DOCUMENTED = (REPOSITORY / "docs" / "atlas.md").read_text(encoding="utf-8")
SECTION = textwrap.dedent(DOCUMENTED[DOCUMENTED.index('    """Tiers of members') :].partition("\n* ")[0])
# A section with files of its own, in a folder: here the mart is there already.
FOLDER = {
    "__init__.py": '"""Shares of segments."""\n',
    "section.py": '''"""How members divide into segments."""

from gcrm.publish.atlas.section import Section, Shown
from gcrm.publish.portraits import PUBLISHED_PORTRAITS


def show(look):
    """The names of the segments."""
    names = [row["segment_name"] for row in look.rows(PUBLISHED_PORTRAITS)]
    return Shown("Shares", page={"names": names}, facts=names)


SECTION = Section(
    name="shares",
    title="Shares",
    about="Shares of segments",
    order=60,
    home=__name__,
    tables=(PUBLISHED_PORTRAITS,),
    show=show,
    template="shares.html",
    script="shares.js",
    own_page=True,
)
''',
    "shares.html": "<ol>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ol>\n",
    "shares.js": "gcrm.facts.shares.forEach(console.log);\n",
}
ASKED = """
import json
from gcrm.core.contracts.graph import discover, ordered
from gcrm.publish.atlas import section
from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.pages import render
tiers = [{"tier": "gold", "n_members": 4000, "amount": 1234.5, "withheld": False},
         {"tier": "blue", "n_members": None, "amount": None, "withheld": True}]
portraits = [{"segment": 1, "segment_name": "a & b", "feature": "amount", "n_members": 40, "share": 1.0, "value": 1.0,
              "base": 1.0, "index": 100.0, "says": "as all", "withheld": False}]
given = Given({"publish.tiers": tiers, "publish.portraits": portraits})
look = Look(Agreed("Made Up", "made_up", "BRL"), given)
found = section.discover()
made = render(look, found)
order = [step.output.name for step in ordered(discover())]
told = [sentence for one in found for sentence in one.found(look)]
print(json.dumps({"order": order, "sections": [one.name for one in found], "files": made.files, "told": told}))
"""


@pytest.fixture(scope="module", params=["folder", "zip"])
def added(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a Python that has the package with these files finds and draws."""
    root = tmp_path_factory.mktemp("package")
    copy = root / "lib" / "gcrm"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "marts" / "tiers.py").write_text(MART, encoding="utf-8")
    sections = copy / "publish" / "atlas" / "sections"
    (sections / "tiers.py").write_text(SECTION, encoding="utf-8")
    (sections / "shares").mkdir()
    for name, text in FOLDER.items():
        (sections / "shares" / name).write_text(text, encoding="utf-8")
    place = copy.parent
    if request.param == "zip":
        place = root / "gcrm.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for path in sorted(copy.rglob("*")):
                archive.write(path, path.relative_to(copy.parent))
    env = {**os.environ, "PYTHONPATH": str(place)}
    done = subprocess.run([sys.executable, "-c", ASKED], env=env, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_mart_and_its_public_table_are_steps_in_their_order(added: dict[str, Any]) -> None:
    order = added["order"]
    assert order.index("features.members") < order.index("marts.tiers") < order.index("publish.tiers")


def test_its_section_stands_in_its_place_and_tells_what_it_found(added: dict[str, Any]) -> None:
    sections = added["sections"]
    assert sections[sections.index("sales_changes") :] == ["sales_changes", "voices", "tiers", "shares", "arrivals"]
    assert "2 tiers were told apart" in added["told"]


def test_a_section_of_one_file_is_a_table_on_the_start_page(added: dict[str, Any]) -> None:
    page = added["files"]["index.html"]
    assert '<a href="#tiers">Tiers</a>' in page
    assert '<h2 id="tiers-title">There are 2 tiers</h2>' in page
    assert '<td>gold</td><td class="num">4,000 to 5,999</td><td class="num">1,234</td>' in page
    assert '<td>blue</td><td class="num">withheld</td><td class="num">–</td>' in page
    assert "No map: publish.area_power has not been built yet" in page


def test_a_section_in_a_folder_brings_its_template_and_script(added: dict[str, Any]) -> None:
    page = added["files"]["sections/shares.html"]
    assert "<li>a &amp; b</li>" in page
    assert '<script src="../assets/shares.js"></script>' in page
    assert added["files"]["assets/shares.js"] == FOLDER["shares.js"]
