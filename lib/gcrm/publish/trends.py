"""Trends by area and week as anyone may see them: the term, its phase, and the class of the accounts that wrote it.

A term is shown because ten accounts and more wrote it, whatever the week. Its week is withheld where fewer did.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Noted, Step
from gcrm.marts.trends import ALL, KEY, TRENDS
from gcrm.ops.releases import RELEASES
from gcrm.publish.gate import Settings
from gcrm.publish.published import gated, published
from gcrm.publish.release import key_of

PUBLISHED_TRENDS = published(
    TRENDS,
    doc=__doc__,
    drop=("n_posts", "share", "ratio_low", "z", "is_burst", "copied_share", "young_share"),
    withheld=("phase", "kind"),
)


def build(trends: DataFrame, before: DataFrame, settings: Settings) -> Noted:
    """The weeks of each term through the gate, those of an area within those of the coalition."""
    of_week = trends.filter(F.col("area_id") == ALL)
    whole = of_week.select("term", "week", key_of("term", "area_id", "week").alias("key"))
    nested = trends.join(whole, ["term", "week"], "left")
    nowhere = F.array().cast("array<string>")
    within = F.when(F.col("area_id") == ALL, nowhere).otherwise(F.array_compact(F.array("key")))
    return gated(nested.withColumn("within", within), PUBLISHED_TRENDS, before, settings, "cell", KEY[::2], "within")


STEP = Step(output=PUBLISHED_TRENDS, inputs={"trends": TRENDS}, build=build, settings=Settings, ledger=RELEASES)
