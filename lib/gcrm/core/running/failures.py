"""What may be told of an error of Spark's: a sentence that quotes no row."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.errors import AnalysisException, PySparkException

from gcrm.core.contracts.step import AnyStep, Part, Step
from gcrm.core.errors import UsageError

# Values stand in single quotes in Spark's sentences, numbers bare; names of columns stand in back quotes.
_QUOTES = re.compile(r"(?<!\w)'(?:[^'\\]|\\.)*(?:'|$)|(?<=[Tt]he value )\S+")
# What Spark throws where an expression fails on a row, and not on a file, a disk or a node.
_OF_ROWS = re.compile(
    r"org\.apache\.spark\.(Spark)?(Arithmetic|NumberFormat|DateTime|ArrayIndexOutOfBounds|NoSuchElement|Runtime"
    r"|IllegalArgument|Upgrade)(Exception)"
)
_PLAIN = re.compile(
    "No space left on device|Disk quota exceeded|The DiskSpace quota of [^ ]+ is exceeded|Too many open files"
    "|Permission denied|Java heap space"
)


def reason(error: Exception) -> str:
    """The first sentence of an error, without the plan and the trace; what Spark quotes is withheld, for a value that
    could not be read may be the key of a person."""
    java: Any = getattr(error, "java_exception", None)  # what fails inside a job comes as it is in Java
    told = str(error) if java is None else str(java.getMessage())
    first = (told.strip().splitlines() or [type(error).__name__])[0]
    if not (java or isinstance(error, PySparkException)):
        return first[:500]
    # A task that failed says only that it did; of what lies below, these may be told, for they quote nothing.
    below = _PLAIN.search(f"{error} {_below(error)}")
    why = f" {below[0]}." if below and below[0] not in first else ""
    return _QUOTES.sub("(withheld)", first)[:500] + why


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
        raise FailedStepError(f"{step.output.name}{of}: {type(error).__name__}: {reason(error)}") from error


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
