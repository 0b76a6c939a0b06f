"""Every doctest of the package, with a session injected as `spark` and the functions module as `F`."""

import doctest
import importlib
import pkgutil

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import gcrm

MODULES = sorted(module.name for module in pkgutil.walk_packages(gcrm.__path__, "gcrm."))


@pytest.mark.parametrize("name", MODULES)
def test_doctests_of(name: str, request: pytest.FixtureRequest) -> None:
    module = importlib.import_module(name)
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    globs: dict[str, object] = {"F": F}
    if any("spark" in example.source for test in tests for example in test.examples):
        session: SparkSession = request.getfixturevalue("spark")
        globs["spark"] = session
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for test in tests:
        test.globs.update(globs)
        assert runner.run(test).failed == 0, f"{test.name}: see the captured output"
