"""What is told of an error quotes no row."""

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from gcrm.core.running.failures import reason
from gcrm.core.running.quality import ColumnMismatchError
from gcrm.sources.spec import Options

FAILURES = (PySparkException, Py4JJavaError)


def test_an_error_of_spark_is_one_sentence_that_quotes_no_value(spark, capfd):
    frame = spark.sql("SELECT CAST(key AS INT) AS key FROM VALUES ('customer-4711') AS t(key)")
    with pytest.raises(FAILURES) as caught:
        frame.collect()
    assert "4711" in str(caught.value), "Spark does quote the value"
    assert reason(caught.value) == "CAST_INVALID_INPUT"
    printed = capfd.readouterr()
    assert "4711" not in printed.out + printed.err, "nothing else prints it"


def test_what_a_full_disk_says_below_a_failed_task_is_told():
    below = PySparkException("[TASK_WRITE_FAILED] Task failed while writing rows to file:/x.")
    below._cause = OSError("No space left on device")
    assert reason(below) == "TASK_WRITE_FAILED, No space left on device"


@pytest.mark.parametrize("value", ["ana@mail.com", "of [ANA_SILVA] 0912345678", "x' OR 'ana"])
def test_whatever_a_library_quotes_is_told_nowhere(value):
    for error in (
        ValueError(f"could not convert '{value}'"),
        KeyError(value),
        ValueError(value),
        PySparkException(f"bad: {value}"),
    ):
        assert reason(error) == type(error).__name__
    assert reason(PySparkException(f"[BAD_ROW] of {value}: [{value}]")) == "BAD_ROW"


def test_sentences_of_our_own_are_told():
    with pytest.raises(ValueError, match="one character") as caught:
        Options(sep="ab")
    assert reason(caught.value) == "sep must be one character, not 'ab'."
    assert reason(ColumnMismatchError("missing columns ['amount']\nmore")) == "missing columns ['amount']"
