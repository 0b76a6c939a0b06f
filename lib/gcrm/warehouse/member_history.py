"""What was known of a member and when: one row per member and spell in which nothing stated changed (type 2).

What a later statement leaves out stays as it was, because silence is no news; equal statements are one spell. No
spell begins before the first statement: what was true before it is not known.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table, Unique
from gcrm.silver.members import SILVER_MEMBERS

STATED = ("area_id", "age_band", "sex", "household_size", "income_band")

MEMBER_HISTORY = Table(
    name="warehouse.member_history",
    doc=__doc__,
    key=("member_id", "valid_from"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("valid_from", "date", "First day of the spell"),
        Field("valid_to", "date", "Last day of the spell; null while it lasts"),
        Field("is_current", "boolean", "The member's last spell", required=True),
        Field("area_id", "string", "Area in which the member lives"),
        Field("age_band", "string", "Age band as stated"),
        Field("sex", "string", "female, male or null"),
        Field("household_size", "string", "Persons in the household as stated"),
        Field("income_band", "string", "Income band as stated"),
    ),
    rules=(Rule("spell_is_not_empty", "valid_to IS NULL OR valid_to >= valid_from"),),
    checks=(Unique(("member_id", "valid_from")),),
    load=ReplaceGroups(("member_id",)),
)


def build(members: DataFrame) -> DataFrame:
    """Carries statements forward, keeps those that change something, and closes each with the day before the next."""
    in_order = Window.partitionBy("member_id").orderBy("valid_from")
    so_far = in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    known = members.select(
        "member_id", "valid_from", *(F.last(name, ignorenulls=True).over(so_far).alias(name) for name in STATED)
    )
    now = F.struct(*STATED)
    before = known.withColumn("_before", F.lag(now).over(in_order))
    changed = before.filter(F.col("_before").isNull() | ~F.col("_before").eqNullSafe(now))
    following = F.lead("valid_from").over(in_order)
    return changed.select(
        "member_id",
        "valid_from",
        F.date_sub(following, 1).alias("valid_to"),
        following.isNull().alias("is_current"),
        *STATED,
    )


STEP = Step(output=MEMBER_HISTORY, inputs={"members": News(SILVER_MEMBERS)}, build=build)
