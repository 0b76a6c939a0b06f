"""Models of areas on the driver: BYM2 at 1,000, 10,000 and 100,000 areas, and Fay-Herriot of twelve groups of 100,000.

Seconds are of the processor, so that whatever else the machine does stays out of them.
"""

import time

import numpy as np
from tests.benchmarks.report import keep

from gcrm.stats import fay_herriot, spatial
from gcrm.stats.area_maps import area_map
from gcrm.stats.neighbours import neighbours

SIZES = (1_000, 10_000, 100_000)
GROUPS = 12
COVARIATES = 6


def country(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Places, covariates, direct estimates of every second area, and their variances."""
    place, x = rng.random((n, 2)), np.column_stack([np.ones(n), rng.normal(size=(n, COVARIATES))])
    v = rng.uniform(0.05, 0.5, n)
    y = x @ np.full(COVARIATES + 1, 0.2) + rng.normal(0, 0.3, n) + rng.normal(size=n) * np.sqrt(v)
    return place, x, np.where(rng.random(n) < 0.5, y, np.nan), v


def main() -> None:
    rng, figures, solves = np.random.default_rng(1), dict[str, float](), list[float]()
    for n in SIZES:
        place, x, y, v = country(n, rng)
        began = time.process_time()
        on = area_map(n, neighbours(place[:, 0], place[:, 1]))
        mapped = time.process_time()
        spatial.fit(y, x, v, on, 0.1, 0.5)
        solves.append(time.process_time() - mapped)
        figures[f"map_seconds_of_{n}"] = mapped - began
        figures[f"solve_seconds_of_{n}"] = solves[-1]
    figures["solve_ratio_of_tenfold_areas"] = solves[-1] / solves[-2]
    _, x, _, v = country(SIZES[-1], rng)
    began = time.process_time()
    for _ in range(GROUPS):
        fay_herriot.fit(x[:, 0] + rng.normal(0, 0.5, len(v)), x, v)
    figures[f"fay_herriot_seconds_of_{GROUPS}_groups"] = time.process_time() - began
    keep("areas", figures)


if __name__ == "__main__":
    main()
