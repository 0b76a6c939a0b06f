"""What may be told of an error of Spark's: a sentence that quotes no row."""

import re
from typing import Any

from pyspark.errors import PySparkException

# Values stand in single quotes in Spark's sentences, numbers bare; names of columns stand in back quotes.
_QUOTES = re.compile(r"(?<!\w)'(?:[^'\\]|\\.)*(?:'|$)|(?<=[Tt]he value )\S+")
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


def _below(error: BaseException | None) -> str:
    """What the causes of one of Spark's errors say."""
    said = []
    while (error := getattr(error, "_cause", None)) is not None:
        said.append(str(error))
    return " ".join(said)
