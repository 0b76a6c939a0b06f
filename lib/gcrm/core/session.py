"""The one place where a SparkSession is made."""

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gcrm.core.errors import UsageError
from gcrm.core.jars import jars_folder, missing, require_java

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What makes a session a Delta session, and answers independent of the machine: never a matter of configuration.
FIXED = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    # Partners write cp949, cp874 and other encodings that Java knows and Spark's own short list does not.
    "spark.sql.legacy.javaCharsets": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.pythonUDF.arrow.enabled": "true",
}
_JAVA = "spark.driver.extraJavaOptions"
_QUIET = Path(__file__).with_name("log4j2.properties").as_uri()


def start(app: str, conf: Mapping[str, str]) -> "SparkSession":
    """A session named `app` with `conf` (the `spark` section of the configuration) over Spark's defaults.

    Raises UsageError where Java or Delta's jars are missing.
    """
    require_java()
    if missing():
        raise UsageError(f"Delta's jars are not in {jars_folder()}: run `make setup` (python -m gcrm.core.jars).")
    # Workers otherwise take whichever python3 comes first on PATH.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.ERROR)
    if not os.environ.get("GCRM_DEBUG"):
        # It prints an error's values and its stack beside the sentence that we print.
        logging.getLogger("SQLQueryContextLogger").disabled = True
        conf = {**conf, _JAVA: f"{conf.get(_JAVA, '')} -Dlog4j2.configurationFile={_QUIET}"}
    builder = SparkSession.builder.appName(app)
    for key, value in {**conf, **FIXED}.items():
        # Master and deploy mode given to spark-submit win over the file.
        if not (key == "spark.master" and os.environ.get("SPARK_ENV_LOADED")):
            builder = builder.config(key, value)
    session = builder.getOrCreate()
    # The log's contents may quote rows, so it is opened only by who debugs.
    session.sparkContext.setLogLevel("WARN" if os.environ.get("GCRM_DEBUG") else "OFF")
    return session
