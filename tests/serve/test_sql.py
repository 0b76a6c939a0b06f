"""As whom the SQL server asks HDFS, and which tables it takes."""

from dataclasses import replace

from gcrm.core.contracts.table import Field
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows
from gcrm.features.posts import POST_FEATURES
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.serve.sql import is_served, register, settings, waiting


def test_the_servers_user_is_told_to_hadoop_and_not_to_hive():
    environment = {"HADOOP_USER_NAME": "analyst", "HOME": "/home/gcrm"}
    found = settings("127.0.0.1", 10000, environment, "-Xss4m")
    assert environment == {"HOME": "/home/gcrm"}
    assert found["spark.driver.extraJavaOptions"] == "-Xss4m -DHADOOP_USER_NAME=analyst"
    assert found["spark.hadoop.hive.server2.enable.doAs"] == "false"


def test_without_a_name_the_user_is_the_systems():
    assert settings("127.0.0.1", 10000, {}, "")["spark.driver.extraJavaOptions"] == ""


def test_what_another_version_has_built_is_not_served_until_it_is_built_anew(spark, tmp_path):
    """It may lack what the view shows, or have a column that nobody hides."""
    lake = Lakehouse(spark, str(tmp_path))
    lacking = replace(MEMBER_POWER, fields=tuple(f for f in MEMBER_POWER.fields if f.name != "power_alone"))
    more = replace(POST_FEATURES, fields=(*POST_FEATURES.fields, Field("postal_code", "string", "Where one lives")))
    for table in (lacking, more):
        lake.append(table, rows(spark, table), "test", 1, {})
    every = (MEMBER_POWER, POST_FEATURES)
    assert not any(is_served(lake, table) for table in every)
    assert register(lake, every) == []
    assert waiting(lake, every) == [
        f"{name} was built by another version and is not served; `gcrm run` builds it anew"
        for name in ("marts.member_power", "features.posts")
    ]
    assert not spark.catalog.tableExists("marts.member_power")
