"""`gcrm sql`: the answer to one SELECT, of the vault only where that is said."""

import pytest

from gcrm.cli.parser import parsed

OF_VAULT = "SELECT count(*) AS n FROM vault.till_sales"


def test_the_answer_is_printed(ran):
    asked = "SELECT transaction_id, count(*) AS n FROM silver.transactions GROUP BY 1 ORDER BY 1"
    rows = sorted([ran.corner.thing(receipt), n] for receipt, n in (("r1", "2"), ("r2", "1"), ("r3", "1")))
    assert ran.lines("sql", asked) == [["transaction_id", "n"], *rows]


def test_the_vault_is_answered_from_where_its_folder_is_said_or_not(ran, tmp_path):
    assert ran.gcrm("sql", OF_VAULT).complaints == [
        "gcrm: vault.till_sales lies in the vault; add --vault where you may read it."
    ]
    assert ran.lines("sql", OF_VAULT, "--vault") == [["n"], ["5"]]
    assert ran.lines("sql", OF_VAULT, "--vault", str(ran.corner.lakehouse / "vault")) == [["n"], ["5"]]
    elsewhere = ran.gcrm("sql", OF_VAULT, "--vault", str(tmp_path))
    assert elsewhere.err.startswith("gcrm: Unknown table 'vault.till_sales'")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TABLE silver.transactions", "gcrm: One SELECT is answered, and nothing that writes; such as SELECT"),
        ("SELECT nope FROM silver.transactions", "gcrm: The statement cannot be run: "),
    ],
)
def test_anything_else_is_one_line(ran, statement, said):
    result = ran.gcrm("sql", statement)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
    assert len(result.complaints) == 1


def test_a_bare_vault_is_the_configured_one():
    asked = ["sql", "SELECT 1", "--coalition", "demo"]
    assert (parsed(asked).vault, parsed([*asked, "--vault"]).vault) == (None, "")
