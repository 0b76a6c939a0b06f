"""One row per member, channel and day from which a statement holds: whether marketing may reach them by it."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Table, Upsert, raw
from gcrm.silver.calendar import plausible_day

CONSENTS = Table(
    name="silver.consents",
    doc=__doc__,
    key=("member_id", "channel", "valid_from"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("channel", "string", "Channel as the partner names it, such as email"),
        Field("valid_from", "date", "Day from which the statement holds"),
        Field("agrees", "boolean", "The member agrees to be reached by it", required=True),
        SOURCE,
    ),
    rules=(plausible_day("valid_from"),),
    load=Upsert(deletes=True),
    day="valid_from",
)
RAW = raw(CONSENTS, unlocks="lists for marketing, which ask who may be reached")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


def unwilling(consents: DataFrame) -> DataFrame:
    """member_id: who agrees, by the newest statements, to no channel."""
    newest = consents.groupBy("member_id", "channel").agg(F.max_by("agrees", "valid_from").alias("agrees"))
    told = newest.groupBy("member_id").agg(F.bool_or("agrees").alias("agrees"))
    return told.filter("NOT agrees").select("member_id")


STEP = Step(output=CONSENTS, inputs={"raw": RAW}, build=build)
