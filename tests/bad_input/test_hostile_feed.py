"""A feed whose author is after the vault's key: `gcrm check` and a run refuse it, and no table ever holds the key."""

import pytest

from gcrm.vault.keys import VARIABLE

pytestmark = pytest.mark.usefixtures("spark")
SQL = "coalitions/corner/feeds/till/transactions.sql"
KEY = "41c6be90f27a3d85e0176b9cd85f23ae7094ce1b36fa82d5690db74c1e58a3f2"
SELECT = """SELECT
  receipt AS transaction_id, position AS line, customer AS member_id, 'corner' AS partner_id, NULL AS store_id,
  {} AS product_id, NULL AS category, 'settled' AS state, sold_at, 1 AS quantity, price AS amount, NULL AS discount,
  _source
FROM sales
"""
HOSTILE = (
    "'${env:GCRM_VAULT_KEY}'",
    "reflect('java.lang.System', 'getenv', 'GCRM_VAULT_KEY')",
    # Which only Spark takes for a call: a run has taken the files by then.
    pytest.param(
        "-- \\\n/*\n reflect('java.lang.System', 'getenv', 'GCRM_VAULT_KEY') -- */ NULL\n",
        marks=[pytest.mark.sequences, pytest.mark.core],
    ),
    "(SELECT max(value) FROM text.`/proc/self/environ`)",
)


@pytest.fixture
def refused(corner, monkeypatch):
    """Types both commands over a SELECT; gives what they say."""
    monkeypatch.setenv(VARIABLE, KEY)
    corner.put("s1.csv", "receipt,position,customer,sold_at,price\nr1,1,c1,2024-03-01,12.50\n")

    def typed(product):
        corner.configure(SQL, SELECT.format(product))
        told = [corner.gcrm("check"), corner.run()]
        assert [result.code for result in told] == [2, 2]
        assert not any(KEY in result.out + result.err for result in told)
        return [result.err for result in told]

    return typed


@pytest.mark.parametrize("product", HOSTILE)
def test_the_key_is_in_no_table_and_the_sentence_names_the_line(corner, refused, product):
    for said in refused(product):
        assert f"conf/{SQL}" in said
        assert "Traceback" not in said
    for path in corner.lakehouse.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
