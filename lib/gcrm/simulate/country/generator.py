"""Random generators of one world: one for each purpose, so that a change of one part leaves the others as they were."""

import numpy as np

from gcrm.simulate.draws import number

_UNSIGNED = 2**64 - 1


def generator(seed: int, purpose: str) -> np.random.Generator:
    """PCG64 (O'Neill 2014), seeded by a world's seed and a purpose.

    >>> [generator(7, purpose).random() == generator(7, "names").random() for purpose in ("names", "shapes")]
    [True, False]
    """
    return np.random.Generator(np.random.PCG64(number(seed, f"country {purpose}") & _UNSIGNED))
