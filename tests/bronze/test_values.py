"""How a feed writes its values: mistakes are one sentence; a column has its own way, and its feed's for the rest."""

import pytest

from gcrm.bronze.feed import SelectSpec
from gcrm.bronze.values import Values
from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import read_yaml


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"decimal": ",", "thousands": ","}, "thousands and decimal are both ','; 'decimal: \".\"' tells them apart."),
        ({"thousands": "."}, "thousands and decimal are both '.'; 'decimal: \",\"' tells them apart."),
        ({"zone": "Seoul"}, "zone 'Seoul' is unknown; Asia/Ho_Chi_Minh is one."),
        ({"formats": ("yyyy-ww",)}, "format 'yyyy-ww' is none of iso, excel, epoch, epoch_ms, buddhist, dangi and no "
         "pattern such as 'dd/MM/yyyy HH:mm'; w is no letter of a pattern."),
        ({"formats": ("dd/mm/yyyy",)}, "format 'dd/mm/yyyy' would read times wrongly: mm is the minute; "
         "'dd/MM/yyyy' works."),
        ({"formats": ("buddhist dd/MM/yy",)}, "format 'buddhist dd/MM/yy' has no year of four digits, by which the "
         "era is told; 'buddhist dd/MM/yyyy' has."),
        ({"formats": ("dd/MM/yyyy HH:mm'Z'",), "zone": "Asia/Seoul"}, "format 'dd/MM/yyyy HH:mm'Z'' passes over its Z, "
         "and there is a zone; 'dd/MM/yyyy HH:mmX' reads it."),
        ({"formats": ("thai",)}, "format 'thai' is none of iso, "),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence(given, told):
    with pytest.raises(ValueError, match="'") as caught:
        Values(**given)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("form", ["iso", "excel", "buddhist", "buddhist dd/MM/yyyy", "dd.MM.yy HH:mm", "yyyyMMdd"])
def test_formats_that_there_are(form):
    assert Values(formats=(form,)).formats == (form,)


def test_a_column_has_its_own_options_and_its_feeds_for_the_rest():
    feed = Values(decimal=",", thousands=".", nobody=("9999",))
    assert Values(decimal=".", thousands=" ").over(feed) == Values(decimal=".", thousands=" ", nobody=("9999",))
    assert Values().over(feed) == feed


def test_options_are_read_from_yaml(tmp_path):
    problems: list[str] = []
    (tmp_path / "feed.yml").write_text("values: {amount: {minus: [before, parentheses]}}\n")
    read = into(SelectSpec, read_yaml(tmp_path / "feed.yml"), problems)
    assert read == SelectSpec(values={"amount": Values(minus=("before", "parentheses"))})
    assert problems == []
