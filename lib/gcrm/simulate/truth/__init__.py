"""The truth of a simulated coalition: the one door through which a run is compared with it."""

from gcrm.simulate.truth.door import NAMESPACE, SUPERSEDED, Place, Truth, place

__all__ = ["NAMESPACE", "SUPERSEDED", "Place", "Truth", "place"]
