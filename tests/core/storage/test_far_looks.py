"""What Spark is asked where tables are looked at: which there are, their first rows, and SELECTs over them."""

import pytest

from gcrm.core.contracts.table import Append, Field, Snapshots, Table
from gcrm.core.errors import UsageError
from gcrm.core.storage import far_looks
from gcrm.core.storage.far_looks import FarLooks
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.looks import Answer
from gcrm.core.testing import rows

pytestmark = [pytest.mark.tables, pytest.mark.core]
SCORES = Table(
    "models.scores",
    "Scores of a day.\n\nMore of them.",
    (Field("as_of", "date", "Day"), Field("shop", "string", "Shop"), Field("n", "bigint", "Count")),
    key=("shop", "as_of"),
    load=Snapshots(),
)
PERSONS = Table("vault.persons", "People.", (Field("name", "string", "Name", pii="direct"),), load=Append())
ABSENT = Table("marts.absent", "Never built.", SCORES.fields, key=("shop",))


@pytest.fixture(scope="module")
def looks(spark, tmp_path_factory):
    lake = Lakehouse(spark, str(tmp_path_factory.mktemp("far") / "lakehouse"))
    lake.create(PERSONS)
    days = [("2018-01-31", "b", 1), ("2018-02-28", "b", 2), ("2018-02-28", "a", 3)]
    made = [dict(zip(SCORES.columns, row, strict=True)) for row in days]
    lake.replace(SCORES, rows(spark, SCORES, *made), {})
    return FarLooks(lake, [ABSENT, SCORES, PERSONS])


def test_a_table_is_told_by_its_contract_and_its_newest_version(looks):
    assert looks.names() == ["models.scores", "vault.persons"], "in the order in which they are known"
    assert (looks.holds("models.scores"), looks.count("models.scores")) == ("Scores of a day.", 3)
    assert looks.version("models.scores") == looks.lake.version(SCORES)


def test_the_vault_is_not_there_for_who_may_not_enter_it(looks, monkeypatch):
    monkeypatch.setattr(far_looks, "may_enter", lambda folder: folder != looks.lake.vault)
    assert looks.names() == ["models.scores"]


def test_of_days_side_by_side_the_newest_rows_come_first(looks):
    told = looks.rows("models.scores", 2)
    assert told.columns == ("as_of", "shop", "n")
    assert [(str(row["as_of"]), row["shop"]) for row in told.rows] == [("2018-02-28", "a"), ("2018-02-28", "b")]


def test_a_select_is_answered_by_the_names_that_it_was_given(looks):
    asked = "SELECT s.shop AS shop, sum(n) AS n FROM s GROUP BY s.shop ORDER BY shop"
    answer = looks.query(asked, {"s": "models.scores"})
    assert answer == Answer(("shop", "n"), ({"shop": "a", "n": 3}, {"shop": "b", "n": 3}))


@pytest.mark.parametrize("sql", ["SELECT nope FROM s", "SELECT n / 0 FROM s", "SELECT FROM WHERE"])
def test_a_select_that_cannot_be_run_is_one_sentence(looks, sql):
    with pytest.raises(UsageError, match=r"^The statement cannot be run: .*[^.]\.$") as refused:
        looks.query(sql, {"s": "models.scores"})
    assert "\n" not in str(refused.value)
