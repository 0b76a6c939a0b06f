"""An expression of a feed's SELECT that fails on a row's values: the row is refused and told, and the run goes on."""

import json

import pytest

pytestmark = [pytest.mark.sequences, pytest.mark.core]

SELECT = """SELECT
  receipt AS transaction_id, position AS line, customer AS member_id, 'corner' AS partner_id, NULL AS store_id,
  NULL AS product_id, NULL AS category, 'settled' AS state,
  {sold} AS sold_at,
  1 AS quantity,
  {amount} AS amount,
  NULL AS discount, _source
FROM sales
"""
SQL = "coalitions/corner/feeds/till/transactions.sql"
SALES = (
    "receipt,position,customer,sold_at,price\n"
    "r1,1,c1,2024-03-01,12.50\n"
    "r1,2,c1,2024-03-01,0\n"
    "r2,1,c2,01.03.2024,8.00\n"
    'r3,1,c3,2024-03-01,"8,50"\n' + "".join(f"r{n},1,c{n},2024-03-01,9.50\n" for n in range(4, 9))
    # So many that a run does not stop over those above.
)


def ran(corner, **given):
    corner.configure(SQL, SELECT.format(**{"sold": "sold_at", "amount": "price", **given}))
    corner.put("s1.csv", SALES)
    return corner.run()


def listed(corner, *more):
    result = corner.gcrm("quarantine", "--lakehouse", str(corner.lakehouse), "--format", "json", *more)
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize(
    ("amount", "refused"),
    [
        # A conversion of text is guarded from the start, what fails unforeseen when it has failed.
        ("CAST(price AS DECIMAL(9, 2)) + 1", {5: "price = 9,99"}),
        ("100 / TRY_CAST(price AS DOUBLE)", {3: "price = 9"}),
        ("split(price, '[.]')[1]", {3: "price = 9", 5: "price = 9,99"}),
    ],
)
def test_a_row_on_which_an_expression_fails_is_refused_with_column_expression_and_text(corner, amount, refused):
    result = ran(corner, amount=amount)
    assert result.code == 0, result.err
    reason = f"amount_can_be_computed: {amount}"
    found = [row for row in listed(corner, "silver.transactions") if reason in row["failed"]]
    assert {row["line"]: row["failed"] for row in found} == {line: [reason] for line in refused}
    assert {row["line"]: row["unreadable"] for row in found} == {line: {reason: text} for line, text in refused.items()}
    [group] = [row for row in listed(corner) if row["reason"] == reason]
    assert (group["feed"], group["rows"], group["example"]) == ("till", len(refused), next(iter(refused.values())))
    assert group["mend"] == "conf/coalitions/corner/feeds/till/transactions.sql:6"


@pytest.mark.usefixtures("spark")
def test_of_every_cause_there_is_one_group_with_an_example_and_the_place_to_mend(corner):
    assert ran(corner).code == 0
    corner.put("s2.csv", "receipt;position;customer;sold_at;price\n")
    assert corner.run().code == 0
    rows = {row["reason"]: row for row in listed(corner)}
    assert {reason: (row["rows"], row["example"], row["first_at"]) for reason, row in rows.items()} == {
        "amount_is_not_zero": (1, "amount = 0.00", "s1.csv:3"),
        "sold_at_is_readable": (1, "99.99.9999", "s1.csv:4"),
        "amount_is_readable": (1, "9,99", "s1.csv:5"),
        "line 1 is separated by ';', not ','; 'sep: \";\"' would read it": (None, None, "s2.csv"),
    }
    folder = "conf/coalitions/corner/feeds/till"
    assert rows["sold_at_is_readable"]["mend"] == f"{folder}/transactions.sql:4"
    assert rows["amount_is_not_zero"]["mend"] == f"{folder}/transactions.sql:6"
    assert rows["amount_is_not_zero"]["rule"] == "amount <> 0"
    assert [row["mend"] for row in rows.values() if row["rows"] is None] == [f"{folder}/feed.yml (files.sales)"]


@pytest.mark.usefixtures("spark")
def test_a_failure_that_no_row_can_tell_names_table_and_line_of_the_select(corner):
    result = ran(corner, amount="price")
    assert result.code == 0
    corner.configure(SQL, SELECT.format(sold="sold_at", amount="price").replace(
        "FROM sales", "FROM sales\nJOIN (SELECT 1 AS one) ON 10 / (try_cast(price AS DOUBLE)) >= one"
    ))  # fmt: skip
    result = corner.run()
    assert result.code == 1
    assert result.err.startswith(
        "gcrm: silver.transactions, made by conf/coalitions/corner/feeds/till/transactions.sql:9: "
    )
    assert "DIVIDE_BY_ZERO" in result.err
    assert len(result.complaints) == 1
