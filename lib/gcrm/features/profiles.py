"""One row per member in the register, as of a date: where the member lives, and what was stated of age and household.

No figure of it can be clustered: segments describe what members do with us.
"""

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.features.topics import KEY
from gcrm.warehouse.member_history import MEMBER_HISTORY, STATED

PROFILE_FEATURES = Table(
    name="features.profiles",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Field("area_id", "string", "Area in which the member lives on that day; null where it is not known"),
        Field("age_band", "string", "Age band as stated"),
        Field("sex", "string", "female, male or null"),
        Field("household_size", "string", "Persons in the household as stated"),
        Field("income_band", "string", "Income band as stated"),
    ),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(history: DataFrame, as_of: date) -> DataFrame:
    """The spell of each member's history that holds on `as_of`."""
    on = F.lit(as_of)
    holds = history.filter((F.col("valid_from") <= on) & (F.col("valid_to").isNull() | (F.col("valid_to") >= on)))
    return holds.select("member_id", on.alias("as_of"), *STATED)


STEP = Step(output=PROFILE_FEATURES, inputs={"history": MEMBER_HISTORY}, build=build)
