"""A SELECT in which something fails: the row tells what, and on which text; other rows are as they would be."""

import pytest

from gcrm.bronze import attempt
from gcrm.bronze.guard import guarded
from gcrm.core.frames import small

SALES = "receipt string, sold string, price string, pieces string, card string, line int"
ROWS = [
    ("r1", "2024-03-01", "10", "2", "c1", 1),
    ("r1", "01.03.2024", "12,50", "0", "c2", 2),
    ("r2", None, None, None, None, 3),
]


@pytest.fixture
def told(spark):
    """Runs a SELECT over the sales with a guard; gives its rows, each with the texts of its faults by reason."""
    session = spark.newSession()
    small(session, SALES, ROWS).createOrReplaceTempView("sales")
    attempt.offer(session)

    def run(sql):
        made = guarded(sql, attempt.groups(session), lambda name: name == "card")
        assert made is not None
        rows = [tuple(row) for row in session.sql(made).collect()]
        return [(row[:-1], {one.key: one.value for one in row[-1] or []}) for row in rows]

    return run


def faults(found):
    return [given for _, given in found]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("CAST(price AS INT)", "price = 12,50"),
        ("int(price)", "price = 12,50"),
        ("to_date(sold)", "sold = 01.03.2024"),
        ("to_timestamp(sold, 'yyyy-MM-dd')", "sold = 01.03.2024"),
        ("line / (line - 2)", "line = 2"),
        ("split(sold, '-')[2]", "sold = 01.03.2024"),
        ("TRANSFORM(array(price), one -> CAST(one AS DOUBLE))[0] + 1", "price = 12,50"),
        ("CAST((3 - line) * (line - 1) * 200 AS TINYINT)", "line = 2"),
        ("IF(pieces = '2', 1, CAST(price AS INT))", "pieces = 0, price = 12,50"),
        ("IF(price > 5, 'dear', 'cheap')", "price = 12,50"),
        ("CAST(substr(card, 1, 1) AS INT)", None),
    ],
)
def test_what_fails_is_told_with_column_expression_and_text(told, expression, text):
    first, second, third = told(f"SELECT receipt, {expression} AS amount FROM sales")
    if text is None:
        withheld = {f"amount_can_be_computed: {expression}": "card = (withheld)"}
        assert faults([first, second, third]) == [withheld, withheld, {}]
    else:
        assert second == (("r1", None), {f"amount_can_be_computed: {expression}": text})
        assert first[0][1] is not None
        assert (first[1], third[1]) == ({}, {})


def test_what_is_never_reckoned_does_not_fail(told):
    found = told("SELECT CASE WHEN pieces <> '0' THEN CAST(price AS INT) ELSE line END AS amount FROM sales")
    assert found == [((10,), {}), ((2,), {}), ((3,), {})]


def test_try_cast_stays_as_it_is_meant(told):
    found = told("SELECT try_cast(price AS INT) AS amount, int(receipt) AS receipt FROM sales")
    assert [set(given) for given in faults(found)] == [{"receipt_can_be_computed: int(receipt)"}] * 3
    assert guarded("SELECT try_cast(price AS INT) AS amount FROM sales", attempt.group_without_spark, bool) is None


def test_a_row_whose_condition_fails_is_not_dropped(told):
    found = told("SELECT receipt, line FROM sales WHERE CAST(price AS INT) > 10")
    assert found == [(("r1", 2), {"where_can_be_computed: CAST(price AS INT) > 10": "price = 12,50"})]


def test_what_failed_within_is_passed_on_and_not_dropped_without(told):
    inner = "WITH read AS (SELECT *, CAST(price AS INT) AS paid FROM sales) "
    found = told(f"{inner} SELECT r.receipt, r.paid FROM read r LEFT JOIN sales s ON s.line = r.line WHERE r.paid > 5")
    assert found == [
        (("r1", 10), {}),
        (("r1", None), {"paid_can_be_computed: CAST(price AS INT)": "price = 12,50"}),
    ]


def test_a_group_tells_what_failed_in_its_rows(told):
    [group, other] = told(
        "SELECT receipt, sum(CAST(price AS INT)) AS amount FROM sales GROUP BY receipt ORDER BY receipt"
    )
    assert group == (("r1", 10), {"amount_can_be_computed: CAST(price AS INT)": "price = 12,50"})
    assert other == (("r2", None), {})


def test_windows_and_generators_are_guarded_within(told):
    numbered = told("SELECT line, row_number() OVER (ORDER BY CAST(price AS INT) DESC) AS n FROM sales ORDER BY line")
    assert numbered[0] == ((1, 1), {})
    assert set(numbered[1][1]) == {"n_can_be_computed: CAST(price AS INT)"}
    stacked = told("SELECT line, stack(2, 'a', int(price), 'b', line) AS (name, value) FROM sales")
    assert [len(given) for given in faults(stacked)] == [0, 0, 1, 1, 0, 0]


def test_the_sides_of_a_union_have_the_same_columns(told):
    found = told("SELECT receipt AS a FROM sales UNION ALL SELECT CAST(int(price) AS STRING) FROM sales")
    assert len(found) == 6
    assert [len(given) for given in faults(found)] == [0, 0, 0, 0, 1, 0]


def test_expressions_that_share_a_part_fail_by_themselves_also_where_plans_are_compiled(told, spark):
    session_settings = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "CODEGEN_ONLY"}
    before = {key: spark.conf.get(key) for key in session_settings}
    try:
        for key, value in session_settings.items():
            spark.conf.set(key, value)
        found = told("SELECT int(price) + 1 AS a, int(price) + 2 AS b FROM sales")
    finally:
        for key, value in before.items():
            spark.conf.set(key, value)
    assert [row for row, _ in found] == [(11, 12), (None, None), (None, None)]
    assert [len(given) for given in faults(found)] == [0, 2, 0]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT receipt, price AS amount FROM sales",
        "WITH read AS (SELECT int(price) AS p FROM sales) SELECT s.receipt FROM read r JOIN sales s ON s.line = r.p",
        "WITH read AS (SELECT int(price) AS p FROM sales) SELECT receipt FROM sales WHERE line IN (SELECT p FROM read)",
        "WITH read AS (SELECT int(price) AS line FROM sales) SELECT int(line) AS x FROM read NATURAL JOIN sales",
    ],
)
def test_where_nothing_can_fail_or_a_row_would_be_lost_nothing_is_guarded(sql):
    assert guarded(sql, attempt.group_without_spark, bool) is None
