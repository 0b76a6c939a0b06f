"""The most interesting things that a run found, in sentences with their figures: only of what is published."""

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.atlas.look import Agreed, Look, Stored
from gcrm.publish.atlas.section import discover


def found(lake: Lakehouse, coalition: str, currency: str) -> list[str]:
    """The sentences of every section of the atlas, in its order; what has no table, or nothing to say, has none."""
    look = Look(Agreed(coalition, coalition, currency), Stored(lake))
    return [f"{sentence}." for section in discover() for sentence in section.found(look)]
