"""Who buys more answers more often, by the configured log odds."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.simulate.likelihood import SIGMAS, near

from gcrm.simulate.scene import Scene
from gcrm.simulate.streams import panel

DAYS = 364


@pytest.fixture(scope="module")
def everybody(kept):
    """A world in which all members were asked to take part."""
    world = replace(kept.scene.world, panel=replace(kept.scene.world.panel, share=1.0))
    return Scene(world, kept.scene.seed, kept.scene.n_members)


@pytest.fixture(scope="module")
def answers(kept, everybody):
    """Card and wave of each answer that was delivered in a year, and what was answered."""
    given = everybody.world.panel
    asked = kept.keep("panel", panel.asked(kept.table("members"), kept.table("repertoires"), everybody, given))
    ((rows, style),) = panel.answers(asked, everybody, given, 0, DAYS)
    lines = rows.select("record").toPandas()["record"].str.split(",", expand=True)
    return lines.set_axis(style.headers[0].split(","), axis=1)


def newton(x, y):
    """Coefficients of a logistic regression, and their standard errors."""
    b = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ b))
        information = (x * (p * (1 - p))[:, None]).T @ x
        b = b + np.linalg.solve(information, x.T @ (y - p))
    return b, np.sqrt(np.diag(np.linalg.inv(information)))


def test_answers_rise_with_visits_by_the_configured_odds(kept, everybody, answers):
    told = everybody.world.panel
    people = kept.frame("members")[["member", "card", "joined_day"]]
    visits = np.log(kept.frame("repertoires").groupby("member")["rate"].sum())
    score = ((visits - visits.mean()) / visits.std()).loc[people["member"]].to_numpy()
    start = pd.Timestamp(everybody.world.start)
    waves = [start + pd.Timedelta(days=int((wave + 0.5) * DAYS / told.waves)) for wave in range(told.waves)]
    answered = set(zip(answers["card"], answers["asked_on"], strict=True))
    assert {asked_on for _, asked_on in answered} == {f"{wave:%Y-%m-%d}" for wave in waves}
    x, y = [], []
    for wave in waves:
        there = (people["joined_day"] <= (wave - start).days).to_numpy()
        x.append(np.column_stack([np.ones(there.sum()), score[there]]))
        y.append([(one, f"{wave:%Y-%m-%d}") in answered for one in people["card"][there]])
    found, errors = newton(np.concatenate(x), np.concatenate(y).astype(float))
    truth = np.array([np.log(told.response / (1 - told.response)), told.response_by_spend])
    assert (np.abs(found - truth) < SIGMAS * errors).all()


def test_so_many_are_asked_as_configured(kept):
    share, n = kept.scene.world.panel.share, kept.scene.n_members
    asked = panel.asked(kept.table("members"), kept.table("repertoires"), kept.scene, kept.scene.world.panel).count()
    assert near(asked / n, share, np.sqrt(share * (1 - share) / n))


def test_who_buys_on_offer_says_that_prices_matter(kept, answers):
    assert answers[list(panel.QUESTIONS)].isin(list("12345")).all().all()
    people = kept.frame("members").set_index("card")
    each = answers.assign(archetype=people["archetype"].loc[answers["card"]].to_numpy())
    means = each["price_matters"].astype(int).groupby(each["archetype"]).mean()
    offers = [one.promotion for one in kept.scene.world.archetypes]
    assert list(np.argsort(means)) == list(np.argsort(offers))
