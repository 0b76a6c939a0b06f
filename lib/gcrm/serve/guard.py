"""What people may say to the SQL server: they read tables, and look at what there is.

A statement that runs code (a script, a function from a jar, a Java method) would run it on the server's machine, and
without Kerberos whoever runs code there may claim the name of any user of HDFS, also of one who reads the vault.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from py4j.java_gateway import is_instance_of
from py4j.protocol import Py4JJavaError
from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession

_LOGICAL = "org.apache.spark.sql.catalyst.plans.logical"
# Beside queries; by the first words of the names of Spark's and Delta's commands.
_LOOKS = ("Show", "Describe", "Explain", "SetCatalogAndNamespace", "SetNamespaceCommand")
_SCRIPT = "ScriptTransformation"
_SETTING = "SetCommand"
# Delta's function that reads a table by its path, which spark.sql.runSQLOnFiles does not hinder.
_BY_PATH = "table_changes_by_path"
# What Spark itself and JDBC's driver set for each connection, by how the names begin.
_OF_A_CONNECTION = ("spark.sql.hive.version", "spark.sql.datetime.java8API.enabled", "hive.server2.")


class _Function1:
    """A function of Scala's with one argument."""

    class Java:
        implements = ("scala.Function1",)

    def __init__(self, apply: Callable[[Any], Any]) -> None:
        self._apply = apply

    def apply(self, given: Any) -> Any:
        return self._apply(given)


def protect(spark: SparkSession) -> None:
    """Other sessions, which begin after this, refuse whatever does more than look, with a sentence."""
    gateway, jvm = spark.sparkContext._gateway, _jvm(spark)
    ensure_callback_server_started(gateway)  # type: ignore[no-untyped-call]
    # A refusal is Java's own exception, not a trace of ours.
    server: Any = getattr(gateway, "_callback_server")  # noqa: B009
    server.callback_server_parameters.propagate_java_exceptions = True
    for name in ("py4j.java_gateway", "py4j.clientserver"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def refuse(said: str) -> None:
        raise Py4JJavaError(said, jvm.java.lang.SecurityException(said))

    def check(plan: Any) -> None:
        if said := refusal(gateway, plan):
            refuse(said)

    own, rule, nothing = spark._jsparkSession, _Function1(check), _Function1(lambda _plan: None)
    identifier = jvm.org.apache.spark.sql.catalyst.FunctionIdentifier

    def rules(session: Any) -> Any:
        # The server's own session registers tables.
        if session.equals(own):
            return nothing
        # Settings that come with a connection never were a statement. They are looked at here, before anything is
        # analyzed, for some load code or lead past these rules. Later ones come by SET, or are Spark's and Delta's own.
        name = str(session.sessionUUID())
        if name not in begun and (names := _foreign(jvm, session, usual)):
            refuse(f"{', '.join(names)} cannot be set here; the settings of this server are its own.")
        begun.add(name)
        session.sessionState().tableFunctionRegistry().dropFunction(identifier(_BY_PATH))
        return rule

    usual, begun = _settings(jvm, own.newSession()), set[str]()
    own.extensions().injectCheckRule(_Function1(rules))


def _settings(jvm: Any, session: Any) -> Any:
    """All settings of a session, as a Java map of its own."""
    given = session.sessionState().conf().getAllConfs()
    return jvm.java.util.HashMap(jvm.scala.jdk.javaapi.CollectionConverters.asJava(given))


def _foreign(jvm: Any, session: Any, usual: Any) -> list[str]:
    """Names of settings that this session has otherwise than a new one."""
    found = _settings(jvm, session)
    found.entrySet().removeAll(usual.entrySet())
    return sorted(name for name in map(str, found.keySet()) if not name.startswith(_OF_A_CONNECTION))


def refusal(gateway: Any, plan: Any) -> str | None:
    """Why the statement (Spark's LogicalPlan, a Java object) is not taken; None where it is."""
    for node in _nodes(plan):
        name = str(node.getClass().getSimpleName())
        if name == _SCRIPT:
            return "TRANSFORM runs a program, which this server does not; it answers queries."
        if name == _SETTING and (given := _set(node)):
            return f"{given} cannot be set here; the settings of this server are its own."
        # An INSERT is no command yet before it is resolved.
        acts = name.startswith("Insert") or is_instance_of(gateway, node, f"{_LOGICAL}.Command")
        if name != _SETTING and acts and not name.startswith(_LOOKS):
            return f"This server answers queries, SHOW, DESCRIBE, EXPLAIN and USE; it does not take {name}."
    return None


def _nodes(plan: Any) -> Iterator[Any]:
    """The plan's nodes and those of its subqueries; also of what it explains."""
    front = [plan, *_listed(plan.subqueriesAll())]
    while front:
        node = front.pop()
        yield node
        front += [*_listed(node.children()), *_listed(node.innerChildren())]


def _listed(seq: Any) -> list[Any]:
    return [seq.apply(position) for position in range(seq.length())]


def _set(node: Any) -> str | None:
    """The setting that a SET changes."""
    pair = node.kv()
    return str(pair.get()._1()) if pair.isDefined() and pair.get()._2().isDefined() else None


def _jvm(spark: SparkSession) -> Any:
    return spark._jvm
