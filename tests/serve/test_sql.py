"""As whom the SQL server asks HDFS."""

from gcrm.serve.sql import settings


def test_the_servers_user_is_told_to_hadoop_and_not_to_hive():
    environment = {"HADOOP_USER_NAME": "analyst", "HOME": "/home/gcrm"}
    found = settings("127.0.0.1", 10000, environment, "-Xss4m")
    assert environment == {"HOME": "/home/gcrm"}
    assert found["spark.driver.extraJavaOptions"] == "-Xss4m -DHADOOP_USER_NAME=analyst"
    assert found["spark.hadoop.hive.server2.enable.doAs"] == "false"


def test_without_a_name_the_user_is_the_systems():
    assert settings("127.0.0.1", 10000, {}, "")["spark.driver.extraJavaOptions"] == ""
