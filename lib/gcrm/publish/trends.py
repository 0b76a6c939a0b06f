"""Trends by week as anyone may see them: the term, its phase, and the class of the accounts that wrote it.

A term is shown because ten accounts and more wrote it, whatever the week. A week is withheld where fewer did. Nothing
is shown of areas: a week has few accounts in an area, and to hide these the whole would be withheld beside them.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Noted, Step
from gcrm.marts.trends import ALL, TRENDS
from gcrm.ops.releases import RELEASES
from gcrm.publish.gate import Settings
from gcrm.publish.published import gated, published

PUBLISHED_TRENDS = published(
    TRENDS,
    doc=__doc__,
    drop=("n_posts", "share", "ratio_low", "z", "is_burst", "copied_share", "young_share"),
    withheld=("phase", "kind"),
)


def build(trends: DataFrame, before: DataFrame, settings: Settings) -> Noted:
    """The weeks of each term in the coalition as a whole through the gate."""
    return gated(trends.filter(F.col("area_id") == ALL), PUBLISHED_TRENDS, before, settings, total=("term", "week"))


STEP = Step(output=PUBLISHED_TRENDS, inputs={"trends": TRENDS}, build=build, settings=Settings, ledger=RELEASES)
