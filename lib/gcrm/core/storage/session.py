"""The one place where a SparkSession is made."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcrm import SAME_EVERYWHERE
from gcrm.core.errors import UsageError
from gcrm.core.storage import gateway
from gcrm.core.storage.jars import jars_folder, missing, require_java

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What makes a session a Delta session, and answers independent of the machine: never a matter of configuration.
FIXED = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # ${env:...} in a feed's SELECT, or in a statement of anybody, would tell the secrets of this process.
    "spark.sql.variable.substitute": "false",
    # Spark would follow what is known of every column through every check of a row, for filters that it could add or
    # leave out: half of the time of planning, and more than any such filter saves where steps filter for themselves.
    "spark.sql.constraintPropagation.enabled": "false",
    # Which line of Python named a column would be told in Spark's errors, at ten calls of the JVM a column.
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    # Partners write cp949, cp874 and other encodings that Java knows and Spark's own short list does not.
    "spark.sql.legacy.javaCharsets": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.pythonUDF.arrow.enabled": "true",
    **{f"spark.executorEnv.{name}": value for name, value in SAME_EVERYWHERE.items()},
}
# Functions of SQL that call any method of any Java class.
REFLECTIVE = ("reflect", "java_method", "try_reflect")
# Settings that only a session on a cluster has a use for.
_OF_CLUSTERS = ("spark.submit.", "spark.yarn.", "spark.dynamicAllocation.", "spark.executor.", "spark.eventLog.")
_JAVA = "spark.driver.extraJavaOptions"
_QUIET = Path(__file__).with_name("log4j2.properties").as_uri()


def start(app: str, conf: Mapping[str, str]) -> "SparkSession":
    """A session named `app` with `conf` (the `spark` section of the configuration) over Spark's defaults.

    Raises UsageError where Java or Delta's jars are missing, or where the settings are not those of this place.
    """
    connect(conf)
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    # In a container code lies on Python's path already, and not where the submitter had it.
    warnings.filterwarnings("ignore", "Failed to add file", RuntimeWarning)
    given = SparkConf()
    builder = SparkSession.builder
    for key, value in {"spark.app.name": app, **_settled(conf), **FIXED}.items():
        # What was given to spark-submit, its name too, wins over the file.
        if not (submitted() and given.contains(key)):
            builder = builder.config(key, value)
    session = builder.getOrCreate()
    _disarm(session)
    # The log's contents may quote rows, so it is opened only by who debugs.
    session.sparkContext.setLogLevel("WARN" if os.environ.get("GCRM_DEBUG") else "OFF")
    return session


@contextmanager
def temporarily(spark: "SparkSession", settings: Mapping[str, str]) -> Iterator[None]:
    """Settings of a session while something is done in it."""
    before = {key: spark.conf.get(key, None) for key in settings}
    for key, value in settings.items():
        spark.conf.set(key, value)
    try:
        yield
    finally:
        for key, was in before.items():
            if was is None:
                spark.conf.unset(key)
            else:
                spark.conf.set(key, was)


def _disarm(session: "SparkSession") -> None:
    """This session and those that begin after it do not know the functions that run any code."""
    jvm: Any = session._jvm
    analysis, own = jvm.org.apache.spark.sql.catalyst.analysis, session._jsparkSession.sessionState()
    for registry in (analysis.FunctionRegistry.builtin(), own.functionRegistry()):
        for name in REFLECTIVE:
            registry.dropFunction(jvm.org.apache.spark.sql.catalyst.FunctionIdentifier(name))


def connect(conf: Mapping[str, str]) -> None:
    """Starts the JVM with the memory and options of `conf`, without a session: file systems can be asked already.

    Raises UsageError as `start` does.
    """
    require_java()
    if missing() and not submitted():
        raise UsageError(f"Delta's jars are not in {jars_folder()}: run `make setup`.")
    if "CONTAINER_ID" in os.environ and not on_cluster(conf):
        raise UsageError("This job runs on YARN, but with the settings of one machine; add --env yarn.")
    # Workers otherwise take whichever python3 comes first on PATH.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    from pyspark import SparkConf, SparkContext

    logging.getLogger("py4j").setLevel(logging.ERROR)
    if not os.environ.get("GCRM_DEBUG"):
        # They print an error's values and its stack beside the sentence that we print.
        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
            logging.getLogger(name).disabled = True
    settled = SparkConf(loadDefaults=False).setAll(list({**_settled(conf), **FIXED}.items()))
    SparkContext._ensure_initialized(conf=settled)
    gateway.remember(SparkContext._jvm)


def on_cluster(conf: Mapping[str, str]) -> bool:
    return conf.get("spark.master", "").startswith("yarn")


def of_one_machine(conf: Mapping[str, str]) -> Mapping[str, str]:
    """The settings for who only looks at tables: as they are, or in place of a cluster's those of this machine."""
    if not on_cluster(conf):
        return conf
    kept = {key: value for key, value in conf.items() if not key.startswith(_OF_CLUSTERS)}
    return {**kept, "spark.master": "local[*]"}


def submitted() -> bool:
    """Whether spark-submit started this process, on this machine or in a container."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def _settled(conf: Mapping[str, str]) -> Mapping[str, str]:
    if os.environ.get("GCRM_DEBUG") or submitted():
        return conf
    return {**conf, _JAVA: f"{conf.get(_JAVA, '')} -Dlog4j2.configurationFile={_QUIET}"}
