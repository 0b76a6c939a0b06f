"""Why rows were refused, with the text that a rule does not know."""

import pytest

from gcrm.cli.lacking import why
from gcrm.silver.payments import PAYMENTS
from gcrm.silver.transactions import TRANSACTIONS


def row(*failed, record="{}", **unreadable):
    return {"failed": list(failed), "record": record, "unreadable": unreadable or None}


CASH = row("method_is_known", record='{"method": "Cash", "member_id": "m1"}')


def test_a_text_that_is_not_among_those_known_is_named():
    rows = [CASH, CASH, row("method_is_known", "amount_is_not_negative", record='{"method": "Slip"}')]
    known = "credit_card, debit_card, bank_slip, voucher, cash, other"
    assert why(PAYMENTS, rows) == f"`Cash` is not one of {known}; add an alias to the SELECT."


def test_of_a_text_that_cannot_be_read_only_the_form_is_told():
    rows = [row("paid_at_is_readable", "paid_at_is_given", paid_at="31/12/2017")]
    assert why(PAYMENTS, rows) == (
        "`99/99/9999` cannot be read as timestamp; `values: {formats: [dd/MM/yyyy]}` or `[MM/dd/yyyy]` in feed.yml "
        "tells which is the day."
    )
    rows = [row("paid_at_is_readable", paid_at="yesterday")]
    assert why(PAYMENTS, rows) == "`yesterday` cannot be read as timestamp; convert it in the SELECT."


def test_a_serial_of_a_spreadsheet_is_told_the_format_that_reads_it():
    assert why(PAYMENTS, [row("paid_at_is_readable", paid_at="45292")]) == (
        "`99999` cannot be read as timestamp; `values: {formats: [excel]}` in feed.yml reads the days since 1899 of "
        "spreadsheets."
    )


def test_a_figure_whose_point_may_stand_between_thousands_is_told_what_to_write():
    rows = [row("amount_is_readable", amount="125.000"), row("amount_is_readable", amount="250.000")]
    assert why(TRANSACTIONS, rows) == (
        '`999.999` cannot be read as decimal(18,2); `values: {thousands: "."}` or `values: {decimal: "."}` in feed.yml '
        "tells what its point is."
    )


def test_a_text_that_is_one_of_many_may_be_a_name_and_is_not_told():
    rows = [row("method_is_known", record=f'{{"method": "{name}"}}') for name in ("Ana", "card-7", *["Rui"] * 2)]
    assert why(PAYMENTS, rows).startswith("`Rui` is not one of")
    many = [row("method_is_known", record=f'{{"method": "{chr(97 + n)}na"}}') for n in range(20)]
    assert why(PAYMENTS, many).startswith("`aaa` is not one of"), "its form alone"
    assert why(PAYMENTS, rows[1:2]).startswith("`aaaa-9` is not one of")


def test_what_people_are_known_by_is_not_named():
    rows = [row("member_id_is_readable", member_id="card-7")]
    assert "card-7" not in why(PAYMENTS, rows)
    assert why(PAYMENTS, rows).startswith("member_id is a number that a spreadsheet has rounded, such as 1.23457E+12;")


@pytest.mark.parametrize("rows", [[], [row("amount_is_not_zero")]])
def test_other_reasons_lead_to_the_quarantine(rows):
    assert "`gcrm quarantine" in why(TRANSACTIONS, rows)
