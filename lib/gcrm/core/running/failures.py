"""What may be told of an error: its class, the step, the feed. Words of Spark's may quote a row; none is repeated."""

import linecache
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.errors import AnalysisException, PySparkException

from gcrm.core.contracts.step import AnyStep, Part, Step
from gcrm.core.errors import UsageError

# Spark's name of an error stands in front of its sentence; behind it a value may look like one.
_CONDITION = re.compile(r"(?:[\w.$]+: )?\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]")
# A rule is named by its contract, and nobody else.
_RULE = re.compile(r"(?:[\w.$]+: )?\[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES\] CHECK constraint ([a-z0-9_]+) ")
# What Spark throws where an expression fails on a row, and not on a file, a disk or a node.
_OF_ROWS = re.compile(
    r"org\.apache\.spark\.(Spark)?(Arithmetic|NumberFormat|DateTime|ArrayIndexOutOfBounds|NoSuchElement|Runtime"
    r"|IllegalArgument|Upgrade)(Exception)"
)
_PLAIN = re.compile(
    "No space left on device|Disk quota exceeded|DiskSpace quota|Too many open files|Permission denied|Java heap space"
)


def reason(error: Exception) -> str:
    """The name of an error, and of its causes what is known to quote nothing; a sentence of our own as it is."""
    if _is_ours(error):
        return (str(error).strip().splitlines() or [type(error).__name__])[0][:500]
    said = [*_classes(error)]
    is_spark = isinstance(error, PySparkException) or getattr(error, "java_exception", None) is not None
    names = [found[1] for one in said if is_spark and (found := _CONDITION.match(one))] or [_kind(error)]
    below = _PLAIN.search(f"{' '.join(said)} {_below(error)}")
    rules = [found[1] for one in said if (found := _RULE.match(one))]
    return ", ".join([*dict.fromkeys([*names, *rules]), *([below[0]] if below else [])])


def _is_ours(error: Exception) -> bool:
    """Whether our own code says it: by a class of its own, or by a `raise` where it was raised."""
    if type(error).__module__.startswith("gcrm."):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or not str(trace.tb_frame.f_globals.get("__name__")).startswith("gcrm."):
        return False
    return linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).lstrip().startswith("raise ")


def _kind(error: Exception) -> str:
    java: Any = getattr(error, "java_exception", None)
    return type(error).__name__ if java is None else str(java.getClass().getSimpleName())


def told(error: Exception) -> str:
    """The error's class, and its reason where that says more."""
    kind, why = type(error).__name__, reason(error)
    return why if why.startswith(kind) else f"{kind}: {why}"


class FailedStepError(Exception):
    """A step that failed: one sentence that names its table, and the feed's file where that is to mend."""


def is_of_a_row(error: Exception) -> bool:
    """Whether an expression failed on a row's values."""
    return any(_OF_ROWS.search(told) for told in _classes(error))


@contextmanager
def named(step: AnyStep) -> Iterator[None]:
    """Raises UsageError as it is, and for any other error FailedStepError: with the step's table, and for rows of feeds
    with file and line of the SELECT that Spark names, or else with the files of all."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        parts = step.parts if isinstance(step, Step) else ()
        files = _places(parts, error) or [part.where for part in parts if part.where]
        is_of_sql = is_of_a_row(error) or isinstance(error, AnalysisException)
        of = f", made by {', '.join(files)}" if files and is_of_sql else ""
        raise FailedStepError(f"{step.output.name}{of}: {told(error)}") from error


def _places(parts: Iterable[Part], error: Exception) -> list[str]:
    """File and line of the SELECTs that hold what failed, where Spark says so."""
    contexts = error.getQueryContext() if isinstance(error, PySparkException) else []
    found = []
    for context in contexts or []:
        try:
            start, stop, fragment = context.startIndex(), context.stopIndex(), context.fragment()
        except PySparkException:  # a context of code, not of SQL
            continue
        for part in parts:
            if fragment and part.sql[start : stop + 1] == fragment:
                found.append(f"{part.where}:{part.sql.count(chr(10), 0, start) + 1}")
    return found


def _classes(error: Exception) -> Iterator[str]:
    """Names of the Java classes of an error and its causes, and what they say."""
    java: Any = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    yield str(error)
    while java is not None:
        yield f"{java.getClass().getName()}: {java.getMessage()}"
        java = java.getCause()


def _below(error: BaseException | None) -> str:
    """What the causes of one of Spark's errors say."""
    said = []
    while (error := getattr(error, "_cause", None)) is not None:
        said.append(str(error))
    return " ".join(said)
