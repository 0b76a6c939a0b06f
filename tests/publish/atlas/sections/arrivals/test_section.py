"""What arrived and was refused: rows are counted in classes, and small counts and their totals are gated."""

from typing import Any

from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.sections.arrivals.section import collect, show

AGREED = Agreed("Made Up", "made_up", "EUR")


def _file(feed: str, status: str, rows: int | None) -> dict[str, Any]:
    return {
        "feed": feed, "file": f"{feed}.csv", "revision": 1, "status": status, "reason": None, "rows_read": rows,
        "rows_quarantined": 0,
    }  # fmt: skip


def _look(files: list[dict[str, Any]], reasons: dict[tuple[str, ...], int]) -> Look:
    refused = [{"table_name": "silver.stores", "failed": list(failed), "n": n} for failed, n in reasons.items()]
    return Look(AGREED, Given({"ops.deliveries": files, "ops.quarantine": refused}))


def test_a_feed_of_few_rows_hides_the_next_smallest_too() -> None:
    files = [_file("a", "taken", 4), _file("b", "taken", 50), _file("c", "taken", 90), _file("c", "repeated", None)]
    arrived = collect(_look(files, {}))
    assert [(f["feed"], f["rows_read"], f["n_taken"], f["n_repeated"]) for f in arrived.feeds] == [
        ("a", None, 1, 0),
        ("b", None, 1, 0),
        ("c", 40, 1, 1),
    ]
    assert show(_look(files, {})).headline == "3 files arrived with 100 to 149 rows; no row was refused"


def test_a_row_that_broke_two_rules_counts_under_both_and_once_in_all() -> None:
    arrived = collect(_look([_file("a", "taken", 90)], {("x", "y"): 20, ("x",): 15}))
    assert [(reason["reason"], reason["n_rows"]) for reason in arrived.reasons] == [("x", 10), ("y", 10)]
    assert arrived.rows_refused == 10


def test_few_refused_rows_are_not_counted() -> None:
    arrived = collect(_look([_file("a", "taken", 90), _file("b", "refused", None)], {("x",): 3}))
    assert (
        arrived.finding
        == "1 file arrived with 40 to 99 rows, 1 file refused whole; some rows were refused for 1 reason"
    )


def test_checks_of_the_last_run_are_told_without_their_figures() -> None:
    run = {"coalition": "made_up", "run": {"run_id": "r1", "status": "done"}}
    checks = [
        {"table_name": f"silver.{noun}", "check_name": "refused", "status": status}
        for noun, status in (("posts", "warned"), ("areas", "met"), ("stores", "stopped"))
    ]
    found = collect(Look(AGREED, Given({"ops.runs": [run], "ops.quality": checks}))).checks
    stays = "what is made of it stays as it was for silver.stores"
    assert found.told == f"3 checks of whole tables: {stays}; a warning for silver.posts"
    assert [row["table_name"] for row in found.unmet] == ["silver.stores", "silver.posts"]
    good = collect(Look(AGREED, Given({"ops.runs": [run], "ops.quality": checks[1:2]}))).checks
    assert good.told == "1 check of whole tables: all are met"
