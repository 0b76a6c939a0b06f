"""A week begins with its Monday, whatever the year."""

from datetime import date, datetime

import pytest

from gcrm.core.testing import same
from gcrm.core.weeks import monday


@pytest.mark.parametrize("when", [date(2018, 12, 31), datetime(2019, 1, 6, 23, 59, 59)])
def test_a_week_may_reach_over_a_new_year(spark, when):
    same(spark.createDataFrame([(when,)], ["at"]).select(monday("at").alias("week")), [(date(2018, 12, 31),)])
