"""Hectares of corn in 37 segments of 12 counties of Iowa, with pixels of corn and soy beans seen by satellite.

Source: Battese, Harter and Fuller 1988, as in the R package sae. As there, segment 33 is taken for an outlier.
"""

from __future__ import annotations

import numpy as np

# County, hectares of corn, pixels of corn, pixels of soy beans.
CORN = (
    (1, 165.76, 374, 55),
    (2, 96.32, 209, 218),
    (3, 76.08, 253, 250),
    (4, 185.35, 432, 96),
    (4, 116.43, 367, 178),
    (5, 162.08, 361, 137),
    (5, 152.04, 288, 206),
    (5, 161.75, 369, 165),
    (6, 92.88, 206, 218),
    (6, 149.94, 316, 221),
    (6, 64.75, 145, 338),
    (7, 127.07, 355, 128),
    (7, 133.55, 295, 147),
    (7, 77.7, 223, 204),
    (8, 206.39, 459, 77),
    (8, 108.33, 290, 217),
    (8, 118.17, 307, 258),
    (9, 99.96, 252, 303),
    (9, 140.43, 293, 221),
    (9, 98.95, 206, 222),
    (9, 131.04, 302, 274),
    (10, 114.12, 313, 190),
    (10, 100.6, 246, 270),
    (10, 127.88, 353, 172),
    (10, 116.9, 271, 228),
    (10, 87.41, 237, 297),
    (11, 93.48, 221, 167),
    (11, 121.0, 369, 191),
    (11, 109.91, 343, 249),
    (11, 122.66, 342, 182),
    (11, 104.21, 294, 179),
    (12, 88.59, 220, 262),
    (12, 88.59, 340, 87),
    (12, 165.35, 355, 160),
    (12, 104.0, 261, 221),
    (12, 88.63, 187, 345),
    (12, 153.7, 350, 190),
)
# By county: segments in it, and their mean pixels of corn and of soy beans.
CORN_MEANS = np.array(
    [
        (545, 295.29, 189.7),
        (566, 300.4, 196.65),
        (394, 289.6, 205.28),
        (424, 290.74, 220.22),
        (564, 318.21, 188.06),
        (570, 257.17, 247.13),
        (402, 291.77, 185.37),
        (567, 301.26, 221.36),
        (687, 262.17, 247.09),
        (569, 314.28, 198.66),
        (965, 298.65, 204.61),
        (556, 325.99, 177.05),
    ]
)
OUTLIER = 32


def corn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """y (36,), x (36, 3) with an intercept, and counties (36,), without the outlier."""
    kept = [row for i, row in enumerate(CORN) if i != OUTLIER]
    county, y, *pixels = np.array(kept).T
    return y, np.column_stack([np.ones(len(y)), *pixels]), county
