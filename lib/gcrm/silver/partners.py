"""One row per partner of the coalition: a brand, or a seller of a marketplace."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Table, Unique, Upsert, raw

PARTNERS = Table(
    name="silver.partners",
    doc=__doc__,
    key=("partner_id",),
    fields=(
        Field("partner_id", "string", "Coalition's id of the partner"),
        Field("name", "string", "Name of the brand; the id where the partner is known by nothing else", required=True),
        Field("segment", "string", "Line of business"),
        Field("kind", "string", "Size and sales channel, as the coalition classes its partners"),
        Field("joined_on", "date", "Day on which the partner joined"),
        SOURCE,
    ),
    checks=(Unique(("partner_id",)),),
    load=Upsert(deletes=True),
)
RAW = raw(PARTNERS, unlocks="names and lines of business of partners")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=PARTNERS, inputs={"raw": RAW}, build=build)
