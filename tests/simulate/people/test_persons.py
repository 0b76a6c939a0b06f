"""Where personal data may stand."""

import gzip

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.simulate.coalition import MEMBERS

from gcrm.simulate.files.systems import SYSTEMS


@pytest.fixture(scope="module")
def register(zone):
    """The programme's statements of members, as text."""
    tables = [pd.read_csv(path, dtype=str) for path in sorted(zone.glob("programme/members/*.csv"))]
    return pd.concat(tables, ignore_index=True)


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
