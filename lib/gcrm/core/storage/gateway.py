"""Hadoop's client in Spark's JVM, which holds the job's permissions: its file systems, and its errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JJavaError

from gcrm.core.errors import UsageError

# Spark is imported where it is used: who looks at a local folder does not wait for it.
if TYPE_CHECKING:
    from pyspark.errors import IllegalArgumentException

# Named at every column that is built and every look at a table.
_NAMED_OFTEN = (
    *("org", "io", "java", "scala", "functions", "PythonUtils", "PythonSQLUtils"),
    *("org.apache.spark.sql.functions", "org.apache.spark.sql.classic.SparkSession"),
    *("org.apache.spark.sql.delta.DeltaLog", "scala.Option"),
)


def remember(jvm: Any) -> None:
    """Keeps what is named often with the JVM's view.

    Py4J asks the JVM at every mention, and there a name without a package is sought in each jar under each package that
    was imported.
    """
    for name in _NAMED_OFTEN:
        setattr(jvm, name, getattr(jvm, name))


def jvm() -> Any:
    """Spark's JVM; started where none runs yet, without a session."""
    from pyspark import SparkContext

    SparkContext._ensure_initialized()
    return SparkContext._jvm


def filesystem(path: str, conf: Any = None) -> Any:
    """Hadoop's FileSystem (a Java object) of the path, by the settings of the session, or by `conf`."""
    return path_of(path).getFileSystem(conf or _configuration())


def path_of(path: str) -> Any:
    """Hadoop's Path (a Java object)."""
    return jvm().org.apache.hadoop.fs.Path(path)


def enum_array(kind: str, *names: str) -> Any:
    """Values of a Java enum, as a Java array."""
    made = jvm().java.lang.Class.forName(kind)
    array = jvm().java.lang.reflect.Array.newInstance(made, len(names))
    for position, name in enumerate(names):
        array[position] = jvm().java.lang.Enum.valueOf(made, name)
    return array


@contextmanager
def told(path: str) -> Iterator[None]:
    """Java's errors about `path` as one sentence each."""
    try:
        yield
    except Exception as error:
        from pyspark.errors import IllegalArgumentException

        if not isinstance(error, Py4JJavaError | IllegalArgumentException):
            raise
        raise translated(error, path) from None


def translated(error: "Py4JJavaError | IllegalArgumentException", path: str) -> UsageError:
    """One sentence about `path`, by the kind of Java's error."""
    # While a session lives, Spark turns some of Java's errors into its own.
    java = getattr(error, "java_exception", None)
    kind = str(java.getClass().getSimpleName()) if java else type(error).__name__
    said = ((str(java.getMessage()) if java else str(error)) or kind).splitlines()[0]
    sentences = {
        "AccessControlException": f"{path} is not for this user: {said}",
        "FileNotFoundException": f"{path} is not there.",
        "SafeModeException": f"HDFS is in safe mode, so nothing can be written to {path}; wait until it has left it "
        "(`hdfs dfsadmin -safemode get`).",
        "UnknownHostException": f"The host of {path} is not known ({said}); name the NameNode, or set HADOOP_CONF_DIR.",
        "ConnectException": f"The file system of {path} does not answer; is its NameNode running?",
        "ConnectTimeoutException": f"The file system of {path} does not answer in time; is its NameNode running?",
        "UnsupportedFileSystemException": f"{path}: {said}; file:// and hdfs:// are supported.",
    }
    told = sentences.get(kind) or next((text for name, text in sentences.items() if name in said), None)
    return UsageError(told or f"{path} cannot be used: {kind}: {said}")


def _configuration() -> Any:
    from pyspark import SparkContext

    running = SparkContext._active_spark_context
    # Without a session, the settings that the JVM was started with.
    return running._jsc.hadoopConfiguration() if running else jvm().org.apache.spark.deploy.SparkHadoopUtil.get().conf()
