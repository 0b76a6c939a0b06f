"""Hadoop's file systems are reached through Spark's JVM, and what goes wrong there is one sentence."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.storage import gateway

pytestmark = pytest.mark.usefixtures("spark")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("file:/none/there", r"^file:/none/there is not there\.$"),
        (
            "ftps://somewhere/x",
            r"^ftps://somewhere/x: No FileSystem for .*; file:// and hdfs:// are supported\.$",
        ),
        ("hdfs://nobody.invalid/x", r"^The host of hdfs://nobody.invalid/x is not known \("),
    ],
)
def test_what_cannot_be_reached_is_one_sentence(path, said):
    with pytest.raises(UsageError, match=said) as caught, gateway.told(path):
        gateway.filesystem(path).open(gateway.path_of(path))
    assert "\n" not in str(caught.value)


def test_an_error_of_another_kind_is_named_with_its_first_line():
    with pytest.raises(UsageError) as caught, gateway.told("file:/x"):
        gateway.jvm().java.lang.Integer.parseInt("one\ntwo")
    assert str(caught.value) == 'file:/x cannot be used: NumberFormatException: For input string: "one'


def test_what_is_no_error_of_javas_is_left_as_it_is():
    with pytest.raises(ZeroDivisionError), gateway.told("file:/x"):
        1 / 0  # noqa: B018


def test_a_path_is_of_the_file_system_that_it_names(tmp_path):
    assert gateway.filesystem(f"file:{tmp_path}").getScheme() == "file"
    assert gateway.path_of(f"file:{tmp_path}/a").getName() == "a"


def test_values_of_an_enum_become_an_array_of_javas():
    array = gateway.enum_array("java.util.concurrent.TimeUnit", "DAYS", "HOURS")
    assert [str(unit.toString()) for unit in array] == ["DAYS", "HOURS"]
