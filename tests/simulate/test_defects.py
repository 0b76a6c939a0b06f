"""Every planted defect is in its file, and whatever looks like one is told of."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from tests.simulate.coalition import KINDS, number, true

from gcrm.simulate.files.systems import SYSTEMS

ABSURD = Decimal(10_000_000)


def day_of(value, order):
    """The day of a line; None for one that is in no calendar."""
    if isinstance(value, datetime):
        return value.date()
    parts = re.split("[-/]", value.split(" ")[0])
    day, month, year = parts if order == "dmy" and "/" in value else parts[::-1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@dataclass(frozen=True)
class Known:
    """What the coalition's registers know."""

    stores: set
    cards: set
    prices: dict


@pytest.fixture(scope="module")
def known(zone):
    def column(pattern, name):
        tables = [pd.read_csv(path, dtype=str) for path in sorted(zone.glob(pattern))]
        return pd.concat(tables)[name].tolist()

    articles = "programme/articles/*.csv"
    prices = [Decimal(price) for price in column(articles, "list_price")]
    return Known(
        set(column("programme/stores/*.csv", "Store ID")),
        set(column("programme/members/*.csv", "Card")),
        dict(zip(column(articles, "article"), prices, strict=True)),
    )


def looks(basket, earlier, known):
    """What is wrong with a line, as anybody can see who has the registers; None where nothing is."""
    if not basket.is_whole:
        return "truncated"
    if basket.text in earlier:
        return "duplicate"
    facts, amount = basket.facts, number(basket.facts["amount"])
    sold = day_of(facts["sold"], SYSTEMS[basket.path.split("/")[0]].dates)
    delivery = date.fromisoformat(basket.path.rsplit("/", 1)[1][:10])
    if sold is None or sold > delivery:
        return "impossible_date"
    if amount <= 0:
        return "negative" if amount < 0 else "zero"
    if amount > ABSURD:
        return "absurd"
    for kind, missing in (
        ("orphan_store", facts["store"] not in known.stores),
        ("orphan_article", facts["article"] not in known.prices),
        ("orphan_card", facts["card"] not in known.cards),
    ):
        if missing:
            return kind
    if amount >= 20 * known.prices[facts["article"]] * number(facts["quantity"]):
        return "wrong_unit"
    return "late" if delivery - sold > timedelta(days=7) else None


@pytest.fixture(scope="module")
def seen(tills, known):
    """(path, line) to what can be seen there, of every file but those that were sent a second time."""
    found = {}
    for path, (_, baskets) in tills.items():
        earlier = set()
        for basket in baskets if "_again" not in path else []:
            kind = looks(basket, earlier, known)
            if kind:
                found[path, basket.line] = kind
            earlier.add(basket.text)
    return found


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_wrong_in_files_is_what_the_truth_says_line_by_line(zone, seen, system):
    planted = [row for row in true(zone, "defects") if row["path"].startswith(f"{system}/")]
    told = {(row["path"], row["line"]): row["kind"] for row in planted}
    assert len(told) == len(planted), "one defect a line"
    assert {where: kind for where, kind in seen.items() if where[0].startswith(f"{system}/")} == told
    cuts = {"truncated"} if SYSTEMS[system].kind != "parquet" else set()
    assert set(told.values()) == {*KINDS, *cuts}


def test_defects_are_told_with_the_receipt_and_line_that_stand_there(zone, tills):
    told = true(zone, "defects")
    assert {row["path"].split("/")[0] for row in told} == set(SYSTEMS)
    for row in told:
        if row["kind"] != "truncated":
            header, baskets = tills[row["path"]]
            facts = baskets[row["line"] - baskets[0].line].facts
            assert (facts["receipt"], int(facts["line"])) == (row["receipt"], row["basket_line"]), header


def test_a_line_that_is_cut_off_begins_as_the_line_that_the_truth_names(zone, tills, fates):
    cuts = [row for row in true(zone, "defects") if row["kind"] == "truncated"]
    begins = [row for row in cuts if "reordered" not in fates[1].get(row["path"], ())]
    assert len(cuts) > len(begins) > 3
    for row in cuts:
        last = tills[row["path"]][1][-1]
        assert last.line == row["line"]
        assert (row["receipt"] in last.text) == (row in begins)


def test_rates_of_defects_are_those_that_were_asked_for(zone):
    """Within four standard deviations of a binomial count."""
    counted = Counter(row["kind"] for row in true(zone, "defects"))
    n = sum(r["n_rows"] for r in true(zone, "deliveries") if r["kind"] in ("file", "twice", "corrected")
            and r["path"].split("/")[0] in SYSTEMS)  # fmt: skip
    for kind in set(KINDS) - {"late"}:  # of which the last ones come after the range
        assert abs(counted[kind] - 0.04 * n) < 4 * (0.04 * n) ** 0.5, kind
