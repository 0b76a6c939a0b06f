"""Attacks on where members live: an analyst who joins what is told of members with what is told of areas.

The attacker knows the code and the parameters of the model, and takes whatever columns the tables show.
"""

from collections import Counter
from datetime import date
from math import exp, log

import pytest
from pyspark.sql import functions as F
from tests.serve.test_views import seen, store

from gcrm.core.cell import changed, measured
from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import member_power
from gcrm.marts.area_power import AREA_POWER
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEMBER_VARIANCES
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.serve import views
from gcrm.silver.areas import SILVER_AREAS

AS_OF = date(2025, 12, 31)
VALUES = {"visit_variance": 1.0, "member_variance": 0.5, "mean": 5.0, "total_variance": 0.7, "second_opinion": 6.0}
VALUES |= {"second_opinion_slope": 1.0}
# Members of each area, all of one district: one lives alone in the last.
SIZES = {"a0": 30, "a1": 25, "a2": 20, "a3": 14, "a4": 1}
THETA = {area: 4.6 + 0.2 * i for i, area in enumerate(SIZES)}
SHARES = [{"category_group": "food", "share": 1.0, "usual": 1.0, "mse": 0.1}]


def people(moved=0):
    """Members with what they spent; `moved` changes who lives where, and nothing else."""
    homes = [area for area, n in SIZES.items() for _ in range(n)]
    homes = homes[moved:] + homes[:moved]
    return [
        {"member_id": f"m{i}", "area_id": area, "amount": 50 + 7 * (37 * i % 90), "n_visits": 1 + i % 5}
        for i, area in enumerate(homes)
    ]


def power(spark, given):
    """What `marts.member_power` holds of them."""
    estimates = [{"area_id": a, "theta": THETA[a], "n_members": SIZES[a], "groups": SHARES} for a in SIZES]
    parameters = [{"name": name, "value": value, "as_of": AS_OF} for name, value in VALUES.items()]
    return member_power.build(
        rows(spark, MEMBER_FEATURES, *given),
        rows(spark, AREA_FEATURES, *({"area_id": area} for area in SIZES)),
        rows(spark, SILVER_AREAS, *({"area_id": area, "parent_area_id": "d"} for area in SIZES)),
        rows(spark, ESTIMATES, *estimates),
        rows(spark, MEMBER_VARIANCES, *parameters),
        AS_OF,
    )


@pytest.fixture(scope="module")
def world(spark):
    given = people()
    spent = {area: [p["amount"] for p in given if p["area_id"] == area] for area in SIZES}
    direct = {area: sum(map(log, amounts)) / len(amounts) for area, amounts in spent.items()}
    members = rows(spark, MEMBER_FEATURES, *given)
    cells = members.groupBy("area_id").agg(measured(F.col("member_id"), F.col("amount")).alias("cell")).collect()
    who = {row["area_id"]: row["cell"].asDict() for row in cells}
    known = [{"area_id": a, "category_group": "all", "as_of": AS_OF, "n_members": n} for a, n in SIZES.items()]
    store(spark, MEMBER_POWER, power(spark, given))
    store(spark, SILVER_AREAS, rows(spark, SILVER_AREAS, *({"area_id": a, "parent_area_id": "d"} for a in SIZES)))
    told = [one | {"direct": direct[one["area_id"]], "cell": who[one["area_id"]]} for one in known]
    store(spark, DIRECT_ESTIMATES, rows(spark, DIRECT_ESTIMATES, *told))
    figures = [one | {"direct_mean": exp(direct[one["area_id"]]), "power_mean": 123.456789} for one in known]
    store(spark, AREA_POWER, rows(spark, AREA_POWER, *figures))
    reach = [{"area_id": a, "store_id": "s", "amount": float(sum(amounts))} for a, amounts in spent.items()]
    store(spark, STORE_REACH, rows(spark, STORE_REACH, *reach))
    return given


def homes(given):
    return {one["member_id"]: one["area_id"] for one in given}


def solved(told):
    """The area of each member: its level stands in the member's figure, with the weight that is left by the own."""
    found = {}
    for row in told:
        names = row.asDict()
        noise = (1 + VALUES["visit_variance"]) / row["n_visits"]
        weight = VALUES["member_variance"] / (VALUES["member_variance"] + noise)
        shown = next(names[name] for name in ("power_p50", "power_alone") if name in names)
        level = (log(shown) - weight * log(float(row["amount"]))) / (1 - weight)
        if "second_opinion" in names:
            level = log(names["second_opinion"]) - VALUES["second_opinion"] + VALUES["mean"]
        found[row["member_id"]] = min(THETA, key=lambda area: abs(THETA[area] - level))
    return found


def right(found, given):
    return sum(found.get(member) == area for member, area in homes(given).items())


def test_the_area_does_not_follow_from_a_member_s_power(spark, world):
    """By the table itself every area is found; by what is shown no more than by naming one area for all."""
    assert right(solved(stored(spark, MEMBER_POWER)), world) == len(world)
    assert right(solved(seen(spark, MEMBER_POWER)), world) <= max(SIZES.values())


def test_no_figure_of_a_member_changes_with_the_area(spark, world):
    """What is shown is the same, wherever in a district its members live."""
    before = {row["member_id"]: row for row in seen(spark, MEMBER_POWER)}
    store(spark, MEMBER_POWER, power(spark, people(moved=40)))
    try:
        assert {row["member_id"]: row for row in seen(spark, MEMBER_POWER)} == before
    finally:
        store(spark, MEMBER_POWER, power(spark, world))


def stored(spark, table):
    return spark.table(views.stored(table).replace(f"{views.STORED}.", "stored_")).collect()


def alone(told, given):
    """Areas whose figure is what one member spent, to the last digit, with that member."""
    found = {}
    for row in told:
        for value in row.asDict().values():
            if isinstance(value, float):
                found |= {
                    one["member_id"]: row["area_id"]
                    for one in given
                    if any(abs(value - said) < 1e-9 for said in (one["amount"], log(one["amount"])))
                    or abs(value - one["amount"]) < 1e-6
                }
    return found


@pytest.mark.parametrize("table", [DIRECT_ESTIMATES, AREA_POWER, STORE_REACH], ids=lambda table: table.name)
def test_nobody_is_found_who_lives_alone_in_an_area(spark, world, table):
    assert alone(stored(spark, table), world)["m89"] == "a4"
    assert "m89" not in alone(seen(spark, table), world)


def test_figures_of_areas_are_shown_in_three_digits_where_ten_members_made_them(spark, world):
    assert world
    told = {row["area_id"]: row for row in seen(spark, AREA_POWER)}
    assert (told["a0"]["power_mean"], told["a0"]["n_members"]) == (123.0, 30)
    assert (told["a4"]["power_mean"], told["a4"]["n_members"]) == (None, None)


def fingered(told, spark):
    """The area of each member, by taking the member's own fingerprint off that of each area: a digit goes to 0."""
    each = rows(spark, MEMBER_FEATURES, *people()).groupBy("member_id")
    own = each.agg(measured(F.col("member_id"), F.col("amount")).alias("cell")).collect()
    found = {}
    for one in own:
        digits = {
            row["area_id"]: sum(changed(row["cell"][kind], one["cell"][kind]) - changed(row["cell"][kind], ())
                                for kind in ("who", "what"))
            for row in told if row["cell"] is not None
        }  # fmt: skip
        found[one["member_id"]] = min(digits, key=digits.__getitem__)
    return found


def test_fingerprints_of_cells_are_the_gate_s_alone(spark, world):
    """They name most members' areas to whoever may try pseudonyms; no table shows them."""
    assert right(fingered(stored(spark, DIRECT_ESTIMATES), spark), world) > 0.8 * len(world)
    assert "cell" not in seen(spark, DIRECT_ESTIMATES)[0].asDict()


def test_the_world_is_one_district():
    assert Counter(homes(people()).values()) == SIZES
