"""What a job's containers ask for, and the largest heap that fits, by Spark's own arithmetic."""

import re

import pytest

from gcrm.cluster import yarn
from gcrm.core.errors import UsageError


@pytest.mark.parametrize(
    ("given", "heap"),
    [
        ({"spark.executor.memoryOverhead": "2g"}, 2048),
        ({"spark.executor.memoryOverheadFactor": "1.0"}, 2048),
        ({"spark.memory.offHeap.enabled": "true", "spark.memory.offHeap.size": "1g"}, 2688),
    ],
)
def test_the_heap_that_is_advised_fits(given, heap):
    [need] = [n for n in yarn.needs({"spark.executor.memory": "64g", **given}) if n.what == "executor"]
    assert need.heap_within(4096) == heap
    [advised] = [n for n in yarn.needs({"spark.executor.memory": f"{heap}m", **given}) if n.what == "executor"]
    assert advised.memory == 4096


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"spark.executor.cores": "two"}, "spark.executor.cores: 'two' is no number of cores; write it as 2."),
        ({"spark.driver.memoryOverheadFactor": "a lot"}, "'a lot' is no factor; write it as 0.25."),
        ({"spark.driver.memory": "much"}, "'much' is no size of memory; write it as 4g or 512m."),
    ],
)
def test_sizes_that_are_none_are_told(given, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        yarn.needs(given)


def test_the_memory_of_python_counts():
    [need] = [n for n in yarn.needs({"spark.executor.pyspark.memory": "1g"}) if n.what == "executor"]
    assert need.memory == 1024 + 384 + 1024


@pytest.mark.parametrize(
    ("spark", "driver", "executor"),
    [
        ({}, 1024 + 384, 1024 + 384),  # Spark's defaults: a small heap has the least overhead
        ({"spark.executor.memory": "16g", "spark.executor.memoryOverheadFactor": "0.25"}, 1408, 16384 * 1.25),
        ({"spark.driver.memory": "1536m", "spark.driver.memoryOverhead": "512"}, 2048, 1408),
        ({"spark.memory.offHeap.enabled": "true", "spark.memory.offHeap.size": "1g"}, 1408, 1408 + 1024),
        ({"spark.memory.offHeap.size": "1g"}, 1408, 1408),  # not enabled, so not taken
    ],
)
def test_a_container_is_its_heap_and_what_stands_beside_it(spark, driver, executor):
    assert [(n.what, n.memory) for n in yarn.needs(spark)] == [("driver", driver), ("executor", executor)]


def test_no_heap_fits_where_the_overhead_alone_is_larger():
    [_, need] = yarn.needs({"spark.executor.memoryOverhead": "2g"})
    assert need.heap_within(1024) == 0
    [_, need] = yarn.needs({})
    assert need.heap_within(300) == 0
