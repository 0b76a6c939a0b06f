"""A whole simulated coalition: the same bytes however it is made, and no defect but those that its truth tells of."""

import gzip
import hashlib
import json
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from gcrm.simulate.dirt import EXPECTED
from gcrm.simulate.parameters import load
from gcrm.simulate.published import small_files
from gcrm.simulate.scene import Scene
from gcrm.simulate.simulation import simulate
from gcrm.simulate.systems import SYSTEMS

CONF = Path(__file__).resolve().parents[2] / "conf"
DAYS, SPLIT, MEMBERS = 70, 42, 300
KINDS = [kind for kind in EXPECTED if kind != "truncated"]
# So much of everything that even the airline's few lines have each kind of defect.
SETS = [
    "partners.n=12",
    *(f"dirt.{kind}=0.04" for kind in KINDS),
    *(f"dirt.{fate}=0.08" for fate in ("missing", "twice", "corrected")),
    "dirt.truncated=0.35",
    "areas.districts=24",
    "areas.neighbourhoods=120",
    "dirt.new_layout_day=35",
    "lines_of_business.airline.a_week=0.08",
    "posts.personal_rate=0.2",
    "posts.authors=0.5",
    "panel.share=0.6",
    # In so small a world there are few stores, so some homes have none within the hours that are usual.
]
ABSURD = Decimal(10_000_000)
OTHER = {
    "spark.sql.shuffle.partitions": "5",
    "spark.sql.leafNodeDefaultParallelism": "5",  # what spark.default.parallelism is to a session
    "spark.sql.execution.arrow.maxRecordsPerBatch": "13",
}


@contextmanager
def conf(spark, settings):
    """The session with other settings for a while."""
    before = {key: spark.conf.get(key, None) for key in settings}
    try:
        for key, value in settings.items():
            spark.conf.set(key, value)
        yield
    finally:
        for key, value in before.items():
            spark.conf.unset(key) if value is None else spark.conf.set(key, value)


def quiet(_line):
    pass


@pytest.fixture(scope="module")
def scene():
    return Scene(load(CONF, SETS), 7, MEMBERS)


@pytest.fixture(scope="module")
def zone(spark, scene, tmp_path_factory):
    out = tmp_path_factory.mktemp("zone")
    simulate(spark, scene, out, 0, DAYS, 2, quiet)
    return out


def delivered(out):
    """Every file that a partner delivered, by its path."""
    every = (path for path in out.rglob("*") if path.is_file())
    found = {str(path.relative_to(out)): path for path in every}
    return {name: path for name, path in found.items() if not name.startswith("truth/")}


def sums(out):
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in delivered(out).items()}


def true(out, table):
    return pq.read_table(out / "truth" / table).to_pylist()


def sorted_rows(path):
    """A truth table as bytes of its rows in order, by pandas."""
    table = pq.read_table(path).to_pandas()
    return table.sort_values(list(table.columns), ignore_index=True)


# Partitions, batches and ranges of days change nothing.


@pytest.fixture(scope="module")
def other_zone(spark, scene, tmp_path_factory):
    out = tmp_path_factory.mktemp("other")
    with conf(spark, OTHER):
        simulate(spark, scene, out, 0, DAYS, 1, quiet)
    return out


def test_partitions_and_batches_change_no_byte(zone, other_zone):
    assert sums(other_zone) == sums(zone)


TABLES = ("members", "stores", "choices", "repertoires", "visits", "campaign_members", "panel", "identities",
          "authors", "posts", "deliveries", "defects")  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_partitions_and_batches_change_no_true_row(zone, other_zone, table):
    one, other = (sorted_rows(out / "truth" / table) for out in (zone, other_zone))
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_no_true_table_is_left_out_of_the_comparison(zone, other_zone):
    paths = [path.relative_to(zone / "truth") for path in (zone / "truth").rglob("*") if path.is_file()]
    assert {path.parts[0] for path in paths if len(path.parts) > 1} == set(TABLES)
    files = [path for path in paths if len(path.parts) == 1 and path.suffix != ".crc"]
    assert files
    for path in files:
        assert (zone / "truth" / path).read_bytes() == (other_zone / "truth" / path).read_bytes()


def test_days_that_are_appended_are_the_days_of_one_range(spark, scene, zone, tmp_path):
    simulate(spark, scene, tmp_path, 0, SPLIT, 2, quiet)
    before = sums(tmp_path)
    whole = sums(zone)
    assert before.items() <= whole.items()
    simulate(spark, scene, tmp_path, SPLIT, DAYS, 2, quiet)
    after = sums(tmp_path)
    assert before.items() <= after.items()
    assert len(after) > len(before) > 0
    assert after == whole
    for table in ("deliveries", "defects"):
        one, other = (
            sorted(json.dumps({**row, "from_day": 0}) for row in true(out, table)) for out in (zone, tmp_path)
        )
        assert one == other


# Every defect is in its file, and whatever looks like one is told of.


@dataclass(frozen=True)
class Basket:
    """A line of a till's file, as it was read: facts by the simulation's names, `text` as it stood there."""

    path: str
    line: int
    text: str
    facts: dict
    is_whole: bool


def names_of(system):
    """The header's names, folded, to facts."""
    return {name.casefold(): fact for name, fact in [*system.columns.items(), *system.late_columns]}


def read(out, path):
    """The header (or the keys of the first object) and the basket lines of a till's file."""
    system = SYSTEMS[path.split("/")[0]]
    facts = names_of(system)
    if system.kind == "parquet":
        table = pq.read_table(out / path)
        rows = [{facts[k.casefold()]: v for k, v in row.items()} for row in table.to_pylist()]
        return table.column_names, [Basket(path, n, repr(row), row, True) for n, row in enumerate(rows, 1)]
    content = (out / path).read_bytes()
    text = (gzip.decompress(content) if system.gzipped else content).decode(system.encoding)
    *whole, rest = text.split("\n")
    lines = [(line, True) for line in whole] + ([(rest, False)] if rest else [])
    if system.kind == "jsonl":
        objects = [json.loads(line) if is_whole else {} for line, is_whole in lines]
        baskets = [
            Basket(path, n, line, {facts[k.casefold()]: v for k, v in given.items()}, is_whole)
            for n, ((line, is_whole), given) in enumerate(zip(lines, objects, strict=True), 1)
        ]
        return list(objects[0]), baskets
    header = lines[0][0].split(system.sep)
    of = [facts[name.casefold()] for name in header]
    baskets = []
    for n, (line, is_whole) in enumerate(lines[1:], 2):
        values = line.split(system.sep)
        assert len(values) == len(of) or not is_whole
        baskets.append(Basket(path, n, line, dict(zip(of, values, strict=False)), is_whole))
    return header, baskets


def number(value):
    return Decimal(str(value).replace(",", "."))


def day_of(value, order):
    """The day of a line; None for one that is in no calendar."""
    if isinstance(value, datetime):
        return value.date()
    parts = re.split("[-/]", value.split(" ")[0])
    day, month, year = parts if order == "dmy" and "/" in value else parts[::-1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@dataclass(frozen=True)
class Known:
    """What the coalition's registers know."""

    stores: set
    cards: set
    prices: dict


@pytest.fixture(scope="module")
def known(zone):
    def column(pattern, name):
        tables = [pd.read_csv(path, dtype=str) for path in sorted(zone.glob(pattern))]
        return pd.concat(tables)[name].tolist()

    articles = "programme/articles/*.csv"
    prices = [Decimal(price) for price in column(articles, "list_price")]
    return Known(
        set(column("programme/stores/*.csv", "Store ID")),
        set(column("programme/members/*.csv", "Card")),
        dict(zip(column(articles, "article"), prices, strict=True)),
    )


def looks(basket, earlier, known):
    """What is wrong with a line, as anybody can see who has the registers; None where nothing is."""
    if not basket.is_whole:
        return "truncated"
    if basket.text in earlier:
        return "duplicate"
    facts, amount = basket.facts, number(basket.facts["amount"])
    sold = day_of(facts["sold"], SYSTEMS[basket.path.split("/")[0]].dates)
    delivery = date.fromisoformat(basket.path.rsplit("/", 1)[1][:10])
    if sold is None or sold > delivery:
        return "impossible_date"
    if amount <= 0:
        return "negative" if amount < 0 else "zero"
    if amount > ABSURD:
        return "absurd"
    for kind, missing in (
        ("orphan_store", facts["store"] not in known.stores),
        ("orphan_article", facts["article"] not in known.prices),
        ("orphan_card", facts["card"] not in known.cards),
    ):
        if missing:
            return kind
    if amount >= 20 * known.prices[facts["article"]] * number(facts["quantity"]):
        return "wrong_unit"
    return "late" if delivery - sold > timedelta(days=7) else None


def till_files(out):
    return [name for name in delivered(out) if name.split("/")[0] in SYSTEMS]


@pytest.fixture(scope="module")
def tills(zone):
    """Header and basket lines of every till's file."""
    return {path: read(zone, path) for path in till_files(zone)}


@pytest.fixture(scope="module")
def seen(tills, known):
    """(path, line) to what can be seen there, of every file but those that were sent a second time."""
    found = {}
    for path, (_, baskets) in tills.items():
        earlier = set()
        for basket in baskets if "_again" not in path else []:
            kind = looks(basket, earlier, known)
            if kind:
                found[path, basket.line] = kind
            earlier.add(basket.text)
    return found


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_wrong_in_files_is_what_the_truth_says_line_by_line(zone, seen, system):
    planted = [row for row in true(zone, "defects") if row["path"].startswith(f"{system}/")]
    told = {(row["path"], row["line"]): row["kind"] for row in planted}
    assert len(told) == len(planted), "one defect a line"
    assert {where: kind for where, kind in seen.items() if where[0].startswith(f"{system}/")} == told
    cuts = {"truncated"} if SYSTEMS[system].kind != "parquet" else set()
    assert set(told.values()) == {*KINDS, *cuts}


def test_defects_are_told_with_the_receipt_and_line_that_stand_there(zone, tills):
    told = true(zone, "defects")
    assert {row["path"].split("/")[0] for row in told} == set(SYSTEMS)
    for row in told:
        if row["kind"] != "truncated":
            header, baskets = tills[row["path"]]
            facts = baskets[row["line"] - baskets[0].line].facts
            assert (facts["receipt"], int(facts["line"])) == (row["receipt"], row["basket_line"]), header


def test_a_line_that_is_cut_off_begins_as_the_line_that_the_truth_names(zone, tills, fates):
    cuts = [row for row in true(zone, "defects") if row["kind"] == "truncated"]
    begins = [row for row in cuts if "reordered" not in fates[1].get(row["path"], ())]
    assert len(cuts) > len(begins) > 3
    for row in cuts:
        last = tills[row["path"]][1][-1]
        assert last.line == row["line"]
        assert (row["receipt"] in last.text) == (row in begins)


def test_rates_of_defects_are_those_that_were_asked_for(zone):
    """Within four standard deviations of a binomial count."""
    counted = Counter(row["kind"] for row in true(zone, "defects"))
    n = sum(r["n_rows"] for r in true(zone, "deliveries") if r["kind"] in ("file", "twice", "corrected")
            and r["path"].split("/")[0] in SYSTEMS)  # fmt: skip
    for kind in set(KINDS) - {"late"}:  # of which the last ones come after the range
        assert abs(counted[kind] - 0.04 * n) < 4 * (0.04 * n) ** 0.5, kind


# Deliveries: what came, what did not, what came twice.


def again(path):
    folder, _, name = path.rpartition("/")
    stem, dot, suffix = name.partition(".")
    return f"{folder}/{stem}_again{dot}{suffix}"


@pytest.fixture(scope="module")
def fates(zone):
    """Path to the fate of every delivery, and to what is odd about its layout."""
    told, odd = {}, {}
    for row in true(zone, "deliveries"):
        if row["kind"] in ("recased", "reordered", "new_layout"):
            odd.setdefault(row["path"], set()).add(row["kind"])
        else:
            assert row["path"] not in told
            told[row["path"]] = row["kind"]
    return told, odd


def test_the_files_that_are_there_are_those_that_the_truth_tells_of(zone, scene, fates):
    told, _ = fates
    small = {path for path, (day, _) in small_files(scene).items() if day < DAYS}
    came = {path for path, kind in told.items() if kind != "missing"}
    twice = {again(path) for path, kind in told.items() if kind == "twice"}
    assert set(delivered(zone)) == small | came | twice
    assert {"file", "missing", "twice", "corrected"} == set(told.values())


def test_rows_of_files_are_as_many_as_the_truth_says(zone, tills):
    rows = {row["path"]: row["n_rows"] for row in true(zone, "deliveries") if row["kind"] != "missing"}
    assert {path: len(baskets) for path, (_, baskets) in tills.items() if "_again" not in path} == {
        path: n for path, n in rows.items() if path.split("/")[0] in SYSTEMS
    }
    lines = {path: (zone / path).read_bytes().count(b"\n") for path in rows if path.split("/")[0] not in SYSTEMS}
    assert {path: n - path.endswith(".csv") for path, n in lines.items()} == {path: rows[path] for path in lines}


def test_what_was_sent_twice_is_the_same_bytes(zone, fates):
    twice = [path for path, kind in fates[0].items() if kind == "twice"]
    assert {path.split("/")[0] for path in twice} >= {"mall", "norda"}
    for path in twice:
        assert (zone / path).read_bytes() == (zone / again(path)).read_bytes()


def test_a_corrected_delivery_comes_twice_with_other_amounts(tills, fates):
    firsts = [path for path, kind in fates[0].items() if kind == "corrected" and "_corrected" not in path]
    assert len(firsts) * 2 == sum(kind == "corrected" for kind in fates[0].values()) > 4
    higher = 0
    for path in firsts:
        folder, name = path.rsplit("/", 1)
        one, other = (tills[p][1] for p in (path, f"{folder}/{name.replace('.', '_corrected.', 1)}"))
        assert len(one) == len(other)
        for was, corrected in zip(one, other, strict=True):
            same = {name for name in was.facts if was.facts[name] == corrected.facts[name]}
            assert same | {"amount"} == set(was.facts)
            higher += number(was.facts["amount"]) > number(corrected.facts["amount"])
    assert higher > len(firsts)


def test_headers_are_in_the_layout_that_the_truth_tells(tills, fates):
    told, odd = fates
    kinds = Counter()
    for path, (header, _) in tills.items():
        if SYSTEMS[path.split("/")[0]].kind == "parquet":
            continue
        as_given = path.replace("_again", "")
        found = {
            kind
            for kind, is_so in (
                ("recased", all(name == name.upper() for name in header)),
                ("reordered", header[-1].casefold() == "receipt"),
                ("new_layout", "till" in [name.casefold() for name in header]),
            )
            if is_so
        }
        assert found == odd.get(as_given, set()), path
        assert as_given in told
        kinds.update(found)
    assert set(kinds) == {"recased", "reordered", "new_layout"}


def test_the_new_layout_begins_on_its_day(tills, scene):
    begins = scene.world.start + timedelta(days=35)
    found = Counter()
    for path, (_, baskets) in tills.items():
        if path.startswith("chaiyo/"):
            is_late = date.fromisoformat(path.rsplit("/", 1)[1][:10]) >= begins
            found[is_late] += 1
            assert all(("till" in b.facts) == is_late for b in baskets if b.is_whole)
            assert all(("-" in b.facts["sold"]) == is_late for b in baskets if b.is_whole)
    assert min(found[True], found[False]) > 3


# Who is who, and where personal data may stand.


@pytest.fixture(scope="module")
def register(zone):
    """The programme's statements of members, as text."""
    tables = [pd.read_csv(path, dtype=str) for path in sorted(zone.glob("programme/members/*.csv"))]
    return pd.concat(tables, ignore_index=True)


def test_the_links_of_the_truth_join_every_row_of_partners_registers_to_its_member(zone, register, scene):
    links = {(row["partner_id"], row["customer_id"]): row["member"] for row in true(zone, "identities")}
    members = {row["member"]: row for row in true(zone, "members")}
    mails = dict(zip(register["Card"], register["E-mail"], strict=True))
    found = []
    for path in sorted(zone.glob("registers/*/*.csv")):
        for row in pd.read_csv(path, dtype=str).to_dict("records"):
            member = links[path.parent.name, row["customer_id"]]
            assert row["e_mail"] == mails[members[member]["card"]]
            found.append((path.parent.name, row["customer_id"]))
    # Who joins after the last week is in no file yet.
    due = [link for link, member in links.items() if members[member]["joined_day"] < DAYS]
    assert sorted(found) == sorted(due)
    assert 100 < len(due) < len(links)
    assert len({partner for partner, _ in found}) == len(scene.world.identities.partners)


def test_one_member_is_in_several_registers(zone):
    links = true(zone, "identities")
    assert Counter(Counter(row["member"] for row in links).values()).keys() == {1, 2, 3}
    assert len({row["customer_id"] for row in links}) == len(links)


def text_of(path):
    """Every text that stands in a file."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        texts = (column for column in table.columns if pa.types.is_string(column.type))
        return "\n".join(str(value) for column in texts for value in column.unique().to_pylist())
    content = path.read_bytes()
    plain = gzip.decompress(content) if path.suffix == ".gz" else content
    return plain.decode(getattr(SYSTEMS.get(path.parent.parent.name), "encoding", "utf-8"))


def test_addresses_and_numbers_of_people_stand_in_registers_alone(zone, register):
    """Posts hold addresses and numbers too, but nobody's; neither are they in the truth."""
    personal = set(register["E-mail"]) | set(register["Phone"])
    assert len(personal) > 1.9 * MEMBERS * 0.8
    every = [path for path in zone.rglob("*") if path.is_file() and path.suffix != ".crc"]
    holding = set()
    for path in every:
        text = text_of(path)
        if any(value in text for value in personal):
            holding.add(path.relative_to(zone).parts[:2])
    assert {parts[0] for parts in holding} == {"programme", "registers"}
    assert {parts for parts in holding if parts[0] == "programme"} == {("programme", "members")}
    posts = "".join(path.read_text() for path in zone.glob("social/*.jsonl"))
    assert "@example.org" in posts


def test_names_and_account_owners_stand_in_no_post(zone):
    owners = {row["account"]: row["member"] for row in true(zone, "posts")}
    columns = {"post_id", "account", "channel", "posted_at", "language", "place", "brand", "text"}
    read_back = [json.loads(line) for path in zone.glob("social/*.jsonl") for line in path.read_text().splitlines()]
    assert read_back
    assert {frozenset(post) for post in read_back} == {frozenset(columns)}
    assert {post["account"] for post in read_back} == set(owners)


# No feed takes the truth.


PATTERNS = [
    pytest.param(path.parents[2].name, spec["path"], id=f"{path.parents[2].name}-{name}")
    for path in sorted((CONF / "coalitions").glob("*/feeds/*/feed.yml"))
    for name, spec in yaml.safe_load(path.read_text())["files"].items()
]


@pytest.mark.parametrize(("coalition", "pattern"), PATTERNS)
def test_no_feed_takes_the_truth(zone, coalition, pattern):
    found = [path.relative_to(zone) for path in zone.glob(pattern) if path.is_file()]
    assert [path for path in found if path.parts[0] == "truth"] == []
    # And the demo's own feeds find what was simulated for them, so that a pattern is not just wrong.
    if coalition == "demo" and not pattern.startswith("office/changes"):
        assert found
