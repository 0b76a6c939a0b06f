"""`gcrm demo` on a small coalition, and `gcrm score` of what it left: from nothing to pages, findings and figures."""

import csv
import gzip
import json
import shutil
from pathlib import Path

import pytest
from tests.erasure.search import words

from gcrm.cli.main import run
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.evaluate.report import scores
from gcrm.marts.area_power import AREA_POWER
from gcrm.serve import views
from gcrm.silver.areas import SILVER_AREAS as AREAS
from gcrm.silver.carts import CARTS
from gcrm.silver.posts import POSTS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.silver.visits import VISITS
from gcrm.warehouse.member_history import MEMBER_HISTORY

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
    assert "areas         cannot be told              marts.area_power has not been built" in capsys.readouterr().out
    assert scored(demo, "--fail-under", lakehouse=part) == 1
    assert "gcrm: areas, cannot be told: marts.area_power has not been built." in capsys.readouterr().err


def register(landing):
    """What the delivered files know of people: card numbers, phones, e-mails, whole names, names of accounts, browsers;
    and of what they did: ids of posts and visits, numbers of receipts."""
    known = set()
    for path in (landing / "programme" / "members").glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                known |= {row["Card"], row["Phone"], row["E-mail"]}
                known |= {f"{row['Given Name']} {row['Family Name']}", f"{row['Family Name']} {row['Given Name']}"}
    for folder, keys in (("social", ("account", "post_id")), ("clicks", ("visitor", "session", "receipt"))):
        for path in (landing / folder).glob("*.jsonl"):
            lines = map(json.loads, filter(None, path.read_text(encoding="utf-8").splitlines()))
            known |= {line.get(key) for line in lines for key in keys}
    return {text for text in known if text and len(text) > 4}


def test_no_byte_outside_the_vault_names_anybody(demo):
    """Every string, footer, log and file name of the lakehouse and of the pages against the whole register."""
    known = register(demo / "landing")
    assert len(known) > 900
    places = [path for part in ("lakehouse", "atlas") for path in (demo / part).rglob("*") if path.is_file()]
    outside = [path for path in places if "vault" not in path.relative_to(demo).parts]
    inside = [path for path in places if "vault" in path.relative_to(demo).parts and path.suffix == ".parquet"]
    assert len(known & set().union(*map(words, inside))) > len(known) / 2, "the search does find them where they are"
    found = {str(path.relative_to(demo)): sorted(hit)[:3] for path in outside if (hit := words(path) & known)}
    assert found == {}


def deliveries(landing, partner):
    """What a partner's own files tell it: receipt and card of each line, by file and line."""
    told = {}
    for path in landing.rglob("*"):
        if not path.is_file() or "truth" in path.parts or path.suffix not in (".csv", ".gz"):
            continue
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("latin-1")
        for line, row in enumerate(text.splitlines(), 1):
            if row.startswith(f"{partner}-"):
                told[str(path.relative_to(landing)), line] = row
    return told


def test_a_partner_with_the_analysts_tables_links_no_member(request, demo):
    """Who delivered files knows which line is whose; by places, receipts and whole lines it looks for pseudonyms."""
    lake = Lakehouse(request.getfixturevalue("spark"), str(demo / "lakehouse"))
    lines = lake.read(TRANSACTIONS)
    partner = lines.groupBy("partner_id").count().orderBy("count", ascending=False).first()["partner_id"]
    own = deliveries(demo / "landing", partner)
    assert len(own) > 100
    members = {row[0] for row in lake.read(MEMBER_HISTORY).select("member_id").distinct().collect()}
    # With the table as it is stored the partner links by place; with what is served there is nothing to link by.
    places = {(r["file"], r["line"]): r["member_id"] for r in lines.select("_source.*", "member_id").collect()}
    assert len({places[at] for at in own if places.get(at)}) > 10
    for table in (TRANSACTIONS, POSTS):
        lake.read(table).createOrReplaceTempView(f"stored_{table.name.replace('.', '__')}")
        lake.read(AREAS).createOrReplaceTempView("stored_silver__areas")
        shown = lake.spark.sql(views.view(table, True).replace(f"{views.STORED}.", "stored_"))
        values = {str(value) for row in shown.collect() for value in row}
        assert not values & members
        assert not values & {receipt for row in own.values() for receipt in [row.replace(";", ",").split(",")[0]]}
        assert "_source" not in shown.columns


def test_receipts_visits_and_posts_have_no_name_of_their_own(request, demo):
    lake = Lakehouse(request.getfixturevalue("spark"), str(demo / "lakehouse"))
    things = [
        (table, f.name) for table in (TRANSACTIONS, POSTS, CARTS, VISITS) for f in table.fields if f.pii == "thing"
    ]
    assert len(things) == 8
    for table, column in things:
        assert lake.read(table).filter(f"NOT {column} RLIKE '^[0-9a-f]{{32}}$'").isEmpty()
