"""One row per member who ever bought, as of a date: every topic of features, joined.

Who is in it is told by `features.purchases`. What another topic does not know of a member (payments, scores, a place)
is null, not zero; only its counts are 0. Topics are found, not listed: a new one has its columns here at once.
"""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.features.purchases import PURCHASE_FEATURES
from gcrm.features.topics import KEY, figures, is_count, joined, topics

_TOPICS = (PURCHASE_FEATURES, *(t for t in topics("gcrm.features", besides=__name__) if t != PURCHASE_FEATURES))

MEMBER_FEATURES = Table(
    name="features.members",
    doc=__doc__,
    key=KEY,
    fields=joined(_TOPICS[0], _TOPICS[1:]),
    checks=(Unique(KEY),),
    load=Snapshots(),
)

# What can be averaged, portrayed and clustered.
FIGURES = tuple(figure.name for figure in figures(MEMBER_FEATURES))


def build(purchases: DataFrame, **others: DataFrame) -> DataFrame:
    """Rows of members, already added up, joined on member and day."""
    wide = reduce(lambda left, right: left.join(right, list(KEY), "left"), others.values(), purchases)
    return wide.select(*map(_known, MEMBER_FEATURES.fields))


def _known(field: Field) -> Column:
    value = F.col(field.name)
    return F.coalesce(value, F.lit(0).cast(field.type)).alias(field.name) if is_count(field) else value


STEP = Step(output=MEMBER_FEATURES, inputs={table.name.partition(".")[2]: table for table in _TOPICS}, build=build)
