"""What is told of an error quotes no row."""

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from gcrm.core.running.failures import reason

FAILURES = (PySparkException, Py4JJavaError)


def test_an_error_of_spark_is_one_sentence_that_quotes_no_value(spark, capfd):
    frame = spark.sql("SELECT CAST(key AS INT) AS key FROM VALUES ('customer-4711') AS t(key)")
    with pytest.raises(FAILURES) as caught:
        frame.collect()
    assert "4711" in str(caught.value), "Spark does quote the value"
    assert reason(caught.value).startswith('[CAST_INVALID_INPUT] The value (withheld) of the type "STRING" cannot be')
    printed = capfd.readouterr()
    assert "4711" not in printed.out + printed.err, "nothing else prints it"


def test_what_a_full_disk_says_below_a_failed_task_is_told():
    below = PySparkException("[TASK_WRITE_FAILED] Task failed while writing rows to file:/x.")
    below._cause = OSError("No space left on device")
    assert reason(below) == "[TASK_WRITE_FAILED] Task failed while writing rows to file:/x. No space left on device."


def test_our_own_sentences_keep_their_quotes():
    assert reason(ValueError("missing columns ['amount']\nmore")) == "missing columns ['amount']"
