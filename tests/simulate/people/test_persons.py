"""Who is who in partners' registers, and where personal data may stand."""

import gzip
import json
from collections import Counter

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.simulate.coalition import DAYS, MEMBERS, true

from gcrm.simulate.files.systems import SYSTEMS


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
