"""What people may say to the SQL server: they read tables, and look at what there is.

A statement that runs code (a script, a function from a jar, a Java method) would run it on the server's machine, and
without Kerberos whoever runs code there may claim the name of any user of HDFS, also of one who reads the vault.

Statements are looked at twice: as they are parsed, before anything asks a file system for what they name, and once they
are analyzed, when it is known what stands behind names.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from py4j.java_gateway import is_instance_of
from py4j.protocol import Py4JJavaError
from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession

from gcrm.serve.views import STORED

_LOGICAL = "org.apache.spark.sql.catalyst.plans.logical"
# Beside queries; by the first words of the names of Spark's and Delta's commands.
_LOOKS = ("Show", "Describe", "Explain", "SetCatalogAndNamespace", "SetNamespaceCommand")
_OF_TABLES, _EXPLAINED = ("Describe", "Show"), "ExplainCommand"
_SCRIPT = "ScriptTransformation"
_SETTING = "SetCommand"
_VIEW = "View"
_VIEWS = "analysis.ViewResolution$.resolve("  # by which Spark reads a view's text
# Delta's functions that read a table by its path, which spark.sql.runSQLOnFiles does not hinder, or past its view.
_FUNCTIONS = ("table_changes_by_path", "table_changes")
_PATHS = ("UnresolvedPathBasedDeltaTable", "UnresolvedPathBasedDeltaTableRelation")
_UNRESOLVED = ("Relation", "Table", "TableOrView", "View", "Namespace", "FunctionName")
# Nodes that name a table, schema or function, and what tells the parts of the name.
_NAMED = {f"Unresolved{kind}": "multipartIdentifier" for kind in _UNRESOLVED} | {"UnresolvedIdentifier": "nameParts"}
# Properties that say who this process is to others, and what it trusts.
_OF_HADOOP = ("HADOOP_", "hadoop.", "java.security.", "javax.net.", "spark.", "hive.")
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


class _Function2:
    """A function of Scala's with two arguments."""

    class Java:
        implements = ("scala.Function2",)

    def __init__(self, apply: Callable[[Any, Any], Any]) -> None:
        self._apply = apply

    def apply(self, one: Any, other: Any) -> Any:
        return self._apply(one, other)


class _Parser:
    """Spark's parser, each of whose plans is shown to `check` before anybody else sees it."""

    class Java:
        implements = ("org.apache.spark.sql.catalyst.parser.ParserInterface",)

    def __init__(self, own: Any, check: Callable[[Any], None]) -> None:
        self._own, self._check = own, check

    def parsePlan(self, text: str) -> Any:  # noqa: N802
        return self._checked(self._own.parsePlan(text))

    def parsePlanWithParameters(self, text: str, parameters: Any) -> Any:  # noqa: N802
        return self._checked(self._own.parsePlanWithParameters(text, parameters))

    def _checked(self, plan: Any) -> Any:
        self._check(plan)
        return plan

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


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
        if said := refusal(gateway, plan) or (None if _is_view_s(jvm) else unseen(plan)):
            refuse(said)

    def parsed(plan: Any) -> None:
        # A raw client of Thrift may set properties of this process when it connects, whom Hive lets do so.
        restore(jvm.java.lang.System.getProperties(), before)
        if said := refusal(gateway, plan):
            refuse(said)

    before = dict(jvm.java.lang.System.getProperties())
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
        for function in _FUNCTIONS:
            session.sessionState().tableFunctionRegistry().dropFunction(identifier(function))
        return rule

    usual, begun = _settings(jvm, own.newSession()), set[str]()
    own.extensions().injectCheckRule(_Function1(rules))
    own.extensions().injectParser(_Function2(lambda _session, parser: _Parser(parser, parsed)))


def _is_view_s(jvm: Any) -> bool:
    """Whether what is checked is the text of a view, which is the server's own: Spark checks it by itself, before the
    statement that names the view, and of its plan nothing else tells so."""
    told = jvm.org.apache.commons.lang3.exception.ExceptionUtils.getStackTrace(jvm.java.lang.Throwable())
    return _VIEWS in str(told)


def restore(properties: Any, before: Mapping[str, str]) -> None:
    """Sets the properties of a process back to what they were `before`; what it has set since for itself stays."""
    for name, value in before.items():
        if properties.getProperty(name) != value:
            properties.setProperty(name, value)
    for name in [name for name in properties if name not in before and str(name).startswith(_OF_HADOOP)]:
        properties.remove(name)


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
        # Of some of Delta's commands the path stands in their own text alone.
        told = [str(node.toString())] if name.startswith(_OF_TABLES) else []
        if name in _PATHS or any("/" in part for part in [*told, *_named(node, name)]):
            return "This server knows tables by their names alone, such as marts.area_power, and no path."
        if name == _SETTING and (given := _set(node)):
            return f"{given} cannot be set here; the settings of this server are its own."
        # An INSERT is no command yet before it is resolved.
        acts = name.startswith("Insert") or is_instance_of(gateway, node, f"{_LOGICAL}.Command")
        if name != _SETTING and acts and not name.startswith(_LOOKS):
            return f"This server answers queries, SHOW, DESCRIBE, EXPLAIN and USE; it does not take {name}."
    return None


def unseen(plan: Any) -> str | None:
    """Why an analyzed statement is not taken: it names a table that only views may read."""
    for node in _nodes(plan, lambda node: str(node.getClass().getSimpleName()) != _VIEW):
        name = str(node.getClass().getSimpleName())
        told = str(node.identifier().toString()) if name == "SubqueryAlias" else ""
        # A command tells what it is about in its own text alone.
        told = told or (str(node.toString()) if name.startswith(_LOOKS) else "")
        if STORED in told:
            return f"{STORED} is no schema of this server; read the tables of silver, warehouse, features, and others."
    return None


def _named(node: Any, name: str) -> list[str]:
    """The parts of the name of a table, schema or function that a node of a parsed plan stands for."""
    return [str(one) for one in _listed(getattr(node, _NAMED[name])())] if name in _NAMED else []


def _nodes(plan: Any, within: Callable[[Any], bool] = lambda _node: True) -> Iterator[Any]:
    """The plan's nodes and those of its subqueries; also of what it explains. Of a node, what lies `within`."""
    front = [plan]
    while front:
        node = front.pop()
        yield node
        if str(node.getClass().getSimpleName()) == _EXPLAINED:
            front.append(node.logicalPlan())
        if within(node):
            front += [*_listed(node.children()), *_listed(node.innerChildren()), *_listed(node.subqueries())]


def _listed(seq: Any) -> list[Any]:
    return [seq.apply(position) for position in range(seq.length())]


def _set(node: Any) -> str | None:
    """The setting that a SET changes."""
    pair = node.kv()
    return str(pair.get()._1()) if pair.isDefined() and pair.get()._2().isDefined() else None


def _jvm(spark: SparkSession) -> Any:
    return spark._jvm
