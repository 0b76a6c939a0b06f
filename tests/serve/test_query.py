"""What people may ask in SQL: one SELECT over tables of the catalogue."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.serve.query import resolved

ALL = ("marts.area_power", "silver.areas", "vault.persons")


def test_tables_are_named_as_in_the_catalogue():
    asked = "SELECT area_power.amount FROM marts.area_power JOIN silver.areas a USING (area_id)"
    sql, used = resolved(asked, ALL, False, "postgres")
    assert used == {"marts__area_power": "marts.area_power", "silver__areas": "silver.areas"}
    assert sql == (
        "SELECT area_power.amount FROM marts__area_power AS area_power JOIN silver__areas AS a USING (area_id)"
    )


def test_a_query_of_the_statement_is_no_table():
    _, used = resolved("WITH big AS (SELECT * FROM silver.areas) SELECT count(*) FROM big", ALL, False, "spark")
    assert list(used.values()) == ["silver.areas"]


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("SELECT * FROM marts.area_powr", "Unknown table 'marts.area_powr': did you mean 'marts.area_power'? Known: "),
        ("SELECT * FROM '/etc/passwd'", "Unknown table '/etc/passwd'"),
        ("SELECT * FROM vault.persons", "vault.persons lies in the vault; add --vault where you may read it."),
        (
            "SELECT * FROM (SELECT * FROM silver.areas UNION SELECT * FROM vault.persons) x",
            "vault.persons lies in the vault",
        ),
        ("DROP TABLE silver.areas", "One SELECT is answered, and nothing that writes; such as SELECT * FROM"),
        ("INSERT INTO silver.areas VALUES (1)", "One SELECT is answered, and nothing that writes"),
        ("COPY silver.areas TO 'x.csv'", "One SELECT is answered, and nothing that writes"),
        ("CREATE TABLE silver.areas AS SELECT 1", "One SELECT is answered, and nothing that writes"),
        ("SELECT 1; SELECT 2", "One SELECT is answered, and nothing that writes"),
        ("", "One SELECT is answered, and nothing that writes"),
        ("SELECT 'open", "The statement cannot be read: a quote stays open"),
        ("SELECT FROM WHERE", "The statement cannot be read (line 1"),
    ],
)
def test_anything_else_gets_one_sentence(sql, sentence):
    with pytest.raises(UsageError) as error:
        resolved(sql, ALL, False, "postgres")
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


def test_who_may_enter_the_vault_reads_it():
    assert list(resolved("SELECT * FROM vault.persons", ALL, True, "postgres")[1].values()) == ["vault.persons"]
