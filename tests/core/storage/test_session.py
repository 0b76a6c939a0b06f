"""A session is a Delta session, and its answers do not hang on the machine."""

from contextlib import suppress

from pyspark.sql import functions as F

from gcrm import SAME_EVERYWHERE
from gcrm.core.storage import session


def test_what_makes_answers_the_same_everywhere_cannot_be_configured_away(spark):
    for key, value in session.FIXED.items():
        if not key.startswith("spark.executorEnv."):
            assert spark.conf.get(key) == value, key
    assert spark.sql("SELECT current_timezone()").first()[0] == "UTC"


def test_workers_get_the_environment_that_the_driver_has(spark):
    told = {key: spark.sparkContext.getConf().get(f"spark.executorEnv.{key}") for key in SAME_EVERYWHERE}
    assert told == dict(SAME_EVERYWHERE)


def test_text_of_any_encoding_that_java_knows_is_read(spark):
    assert spark.range(1).select(F.decode(F.lit("뷁".encode("cp949")), "x-windows-949")).first()[0] == "뷁"


def test_settings_of_a_while_are_as_before_afterwards(spark):
    own, unset = "spark.sql.shuffle.partitions", "spark.sql.files.maxRecordsPerFile"
    before = {key: spark.conf.get(key, None) for key in (own, unset)}
    assert before[own] != "7"
    with suppress(ValueError), session.temporarily(spark, {own: "7", unset: "8"}):
        assert (spark.conf.get(own), spark.conf.get(unset)) == ("7", "8")
        raise ValueError
    assert {key: spark.conf.get(key, None) for key in before} == before


def test_who_looks_at_tables_of_a_cluster_uses_this_machine():
    conf = {"spark.master": "yarn", "spark.executor.memory": "16g", "spark.yarn.queue": "etl", "spark.sql.x": "1"}
    assert session.on_cluster(conf)
    assert session.of_one_machine(conf) == {"spark.master": "local[*]", "spark.sql.x": "1"}
    here = {"spark.master": "local[2]", "spark.executor.memory": "16g"}
    assert session.of_one_machine(here) == here


def test_spark_submit_is_known_by_the_gateway_that_it_opens(monkeypatch):
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    assert not session.submitted()
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "12345")
    assert session.submitted()
