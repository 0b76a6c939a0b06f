"""Puts Delta's two jars beside Spark's own, so that every session and every spark-submit finds them without a flag.

Run once by `make setup`. Spark's own resolver fetches them, so nothing but Python and a JDK is needed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyspark

from gcrm.core.errors import UsageError

DELTA_VERSION = "4.4.0"
PACKAGE = f"io.delta:delta-spark_4.1_2.13:{DELTA_VERSION}"
WANTED = (f"delta-spark_4.1_2.13-{DELTA_VERSION}.jar", f"delta-storage-{DELTA_VERSION}.jar")
# Spark already carries these; leaving them in makes the resolver fetch 70 MB more.
EXCLUDED = ("org.apache.hadoop", "io.unitycatalog", "org.apache.parquet", "org.apache.logging.log4j")
# One resolver only: Spark's default list waits for a second repository.
IVY_SETTINGS = """<ivysettings><settings defaultResolver="central"/>
<resolvers><ibiblio name="central" m2compatible="true"/></resolvers></ivysettings>"""


def jars_folder() -> Path:
    """The folder whose jars every Spark process of this environment loads."""
    home = os.environ.get("SPARK_HOME") or str(Path(pyspark.__file__).parent)
    return Path(home) / "jars"


def missing() -> list[str]:
    """Names of the jars that are not there yet."""
    return [jar for jar in WANTED if not (jars_folder() / jar).exists()]


def require_java() -> None:
    """Raises UsageError, with the way to get one, when no JDK 17 or later answers."""
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if os.environ.get("JAVA_HOME") else shutil.which("java")
    if java is None or subprocess.run([str(java), "-version"], capture_output=True, check=False).returncode:
        raise UsageError(
            "Java is missing: Spark needs a JDK 17 (Debian and Ubuntu: `apt-get install openjdk-17-jdk-headless`; "
            "macOS: `brew install openjdk@17`; elsewhere: adoptium.net), then set JAVA_HOME or PATH."
        )


def install() -> None:
    """Fetches what is missing into `jars_folder()`; does nothing when all is there."""
    require_java()
    if not missing():
        return
    with tempfile.TemporaryDirectory() as scratch:
        settings = Path(scratch) / "ivysettings.xml"
        settings.write_text(IVY_SETTINGS, encoding="utf-8")
        code = (
            "from pyspark.sql import SparkSession as S; b = S.builder.master('local[1]')"
            f".config('spark.jars.packages', '{PACKAGE}').config('spark.jars.excludes', '{_exclusions()}')"
            f".config('spark.jars.ivySettings', '{settings}').config('spark.jars.ivy', '{scratch}/ivy')"
            ".config('spark.ui.enabled', 'false'); b.getOrCreate().stop()"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        for jar in (Path(scratch) / "ivy" / "jars").glob("*.jar"):
            for name in missing():
                if jar.name.endswith(name):
                    shutil.copy(jar, jars_folder() / name)
    if missing():
        raise UsageError(
            f"Could not fetch {', '.join(missing())} from Maven Central; put them into {jars_folder()} by hand. "
            f"Spark said: {(done.stderr.strip().splitlines() or ['nothing'])[-1]}"
        )


def _exclusions() -> str:
    names = {"org.apache.hadoop": ("hadoop-client-api", "hadoop-client-runtime")}
    return ",".join(f"{group}:{name}" for group in EXCLUDED for name in names.get(group, ("*",)))


def main() -> None:
    try:
        install()
    except UsageError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
