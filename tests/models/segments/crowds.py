"""Members in three crowds that nobody could mistake."""

import random

from gcrm.models.segments.settings import Settings

# crowd: recency, visits, money a visit
CROWDS = {"regular": (5, 40, 30.0), "rare": (200, 3, 25.0), "grand": (60, 8, 900.0)}
SETTINGS = Settings(
    log1p=("recency_days", "n_visits"), asinh=("amount_per_visit",), linear=(),
    k_min=2, k_max=4, seeds=2, bootstraps=2, max_iterations=20, min_members=10,
)  # fmt: skip


def crowd(n, seed=1):
    rng = random.Random(seed)
    for i in range(n):
        name = list(CROWDS)[i % 3]
        recency, visits, money = CROWDS[name]
        yield {
            "member_id": f"{name}-{i}",
            "as_of": "2018-09-01",
            "recency_days": max(0, round(recency * rng.lognormvariate(0, 0.2))),
            "n_visits": max(1, round(visits * rng.lognormvariate(0, 0.2))),
            "amount_per_visit": money * rng.lognormvariate(0, 0.2),
        }
