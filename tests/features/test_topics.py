"""A topic of members is one file: its columns are joined, clustered and portrayed without an edit elsewhere."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gcrm
from gcrm.core.contracts.table import ContractError, Field, Table
from gcrm.features.topics import Figure, figures, joined

CLICKS = '''"""One row per member who clicks, as of a date."""

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table, Unique
from gcrm.features.topics import Figure
from gcrm.silver.posts import POSTS

CLICK_FEATURES = Table(
    name="features.clicks",
    doc=__doc__,
    key=("member_id",),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold", required=True),
        Figure("n_clicks", "bigint", "Clicks", required=True, words=("few clicks", "many clicks")),
        Figure("click_rate", "double", "Clicks by page shown", required=True),
        Field("device", "string", "Device of the last click"),
    ),
    checks=(Unique(("member_id",)),),
)


def build(posts: DataFrame, as_of: date) -> DataFrame:
    """Clicks by member."""
    n = F.count(F.lit(1))
    day, rate, device = F.lit(as_of).alias("as_of"), F.lit(0.5).alias("click_rate"), F.lit("phone").alias("device")
    return posts.groupBy("member_id").agg(n.alias("n_clicks")).select("member_id", day, "n_clicks", rate, device)


STEP = Step(output=CLICK_FEATURES, inputs={"posts": POSTS}, build=build)
'''
ASK = """
import json
from gcrm.core.contracts.graph import discover, ordered
from gcrm.features import members
from gcrm.marts import portrait_rows
from gcrm.models.segments.settings import Settings

order = [step.output.name for step in ordered(discover())]
required = {field.name: field.required for field in members.MEMBER_FEATURES.fields}
print(json.dumps({
    "required": {name: required.get(name) for name in ("n_clicks", "click_rate", "device")},
    "clustered": Settings(linear=("click_rate", "n_clicks")).features,
    "portrayed": [name for name in portrait_rows.FIGURES if "click" in name],
    "words": portrait_rows.Settings().words["n_clicks"],
    "before": order.index("features.clicks") < order.index("features.members"),
}))
"""
MEMBER = (Field("member_id", "string", "Member", pii="pseudonym"), Field("as_of", "date", "Day", required=True))


def ask(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path):
    """A copy of the package."""
    shutil.copytree(Path(gcrm.__file__).parent, tmp_path / "gcrm", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_new_topic_is_one_file_and_no_edit(house):
    (house / "gcrm/features/clicks.py").write_text(CLICKS)
    answer = ask(house, ASK)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {
        "required": {"n_clicks": True, "click_rate": False, "device": False},
        "clustered": ["recent_visits", "recent_amount_per_visit", "click_rate", "n_clicks"],
        "portrayed": ["n_clicks", "click_rate"],
        "words": ["few clicks", "many clicks"],
        "before": True,
    }  # fmt: skip


def test_without_the_file_its_features_are_not_known(house):
    answer = ask(house, ASK)
    assert answer.returncode != 0
    assert "features.members has no figure click_rate, n_clicks; it has recency_days, " in answer.stderr


def test_a_topic_says_for_which_day_it_holds(house):
    undated = CLICKS.replace('        Field("as_of", "date", "Day for which the features hold", required=True),\n', "")
    (house / "gcrm/features/clicks.py").write_text(undated)
    message = "features.clicks needs a column as_of, the day for which its figures of members hold."
    assert message in ask(house, "import gcrm.features.members").stderr


def topic(name: str, *fields: Field) -> Table:
    return Table(f"features.{name}", "A topic.", (*MEMBER, *fields), key=("member_id",))


def test_two_topics_do_not_share_a_column():
    mine, yours = topic("posts", Figure("n_visits", "bigint", "Visits")), topic("clicks", Field("n_visits", "int", "V"))
    message = "features.posts and features.clicks both have a column n_visits; .* one needs another name"
    with pytest.raises(ContractError, match=message):
        joined(mine, [yours])


def test_figures_keep_their_words_when_they_are_joined():
    visits = Figure("n_visits", "bigint", "Visits", required=True, words=("few visits", "many visits"))
    score = Figure("mean_score", "double", "Mean", required=True)
    table = topic("members", *joined(topic("purchases"), [topic("clicks", visits, score)])[2:])
    assert figures(table) == (visits, Figure("mean_score", "double", "Mean"))
