"""Fresh milk expenditure of 43 small areas in 1989, as (direct estimate, its standard deviation, major area).

Source: Arora and Lahiri 1997 and You and Chapman 2006, as in the R package sae.
"""

from __future__ import annotations

import numpy as np

MILK = (
    (1.099, 0.163, 1),
    (1.075, 0.08, 1),
    (1.105, 0.083, 1),
    (0.628, 0.109, 1),
    (0.753, 0.119, 1),
    (0.981, 0.141, 1),
    (1.257, 0.202, 1),
    (1.095, 0.127, 2),
    (1.405, 0.168, 2),
    (1.356, 0.178, 2),
    (0.615, 0.1, 2),
    (1.46, 0.201, 2),
    (1.338, 0.148, 2),
    (0.854, 0.143, 2),
    (1.176, 0.149, 3),
    (1.111, 0.145, 3),
    (1.257, 0.135, 3),
    (1.43, 0.172, 3),
    (1.278, 0.137, 3),
    (1.292, 0.163, 3),
    (1.002, 0.125, 3),
    (1.183, 0.247, 3),
    (1.044, 0.14, 3),
    (1.267, 0.171, 3),
    (1.193, 0.106, 3),
    (0.791, 0.121, 4),
    (0.795, 0.121, 4),
    (0.759, 0.259, 4),
    (0.796, 0.106, 4),
    (0.565, 0.089, 4),
    (0.886, 0.225, 4),
    (0.952, 0.205, 4),
    (0.807, 0.119, 4),
    (0.582, 0.067, 4),
    (0.684, 0.106, 4),
    (0.787, 0.126, 4),
    (0.44, 0.092, 4),
    (0.759, 0.132, 4),
    (0.77, 0.1, 4),
    (0.8, 0.113, 4),
    (0.756, 0.083, 4),
    (0.865, 0.121, 4),
    (0.64, 0.129, 4),
)


def milk() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """y (43,), x (43, 4) with an intercept and dummies of major areas 2 to 4, and v (43,), the squared deviations."""
    y, sd, major = np.array(MILK).T
    return y, np.column_stack([np.ones(43), *(major == area for area in (2, 3, 4))]), sd**2
