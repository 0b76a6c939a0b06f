"""How much may be wrong with a table: defaults, what a coalition says, and mistakes in it."""

import pytest

from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import Node, read_text
from gcrm.quality.settings import ANYTHING, Limits, Settings, mistakes


def read(text):
    problems = []
    return into(Settings, read_text(text, "coalition.yml:9"), problems, "quality"), problems


def test_by_default_half_of_a_table_may_be_refused_and_half_of_its_references_name_nothing():
    of_table = Settings().of("silver.payments", tells_days=False)
    assert of_table.refused_limits == Limits(0.05, 0.5)
    assert of_table.unfound_limits == Limits(None, 0.5)
    assert of_table.stale_limits == ANYTHING


def test_only_the_table_that_tells_the_days_grows_old_unless_another_says_so():
    assert Settings().of("silver.transactions", tells_days=True).stale_limits == Limits(30, None)
    settings, problems = read("{tables: {silver.posts: {stale: {warn: 40, stop: 80}}}}")
    assert problems == []
    assert settings.of("silver.posts", tells_days=False).stale_limits == Limits(40, 80)


def test_what_is_said_of_one_table_holds_for_it_alone():
    settings, _ = read("{refused: {stop: 0.3}, tables: {silver.payments: {refused: {warn: null, stop: 80%}}}}")
    assert settings.of("silver.payments", tells_days=False).refused_limits == Limits(None, 0.8)
    assert settings.of("silver.posts", tells_days=False).refused_limits == Limits(0.05, 0.3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{refused: {stop: 150%}}", "stop must be a share from 0% to 100%, not '150%'; 50% and 0.5 mean one half."),
        ("{unfound: {warn: 60%}}", "warn is 0.6 and stop is 0.5; a warn at or below the stop works."),
        ("{stale: {warn: 10, stop: 5}}", "warn is 10 and stop is 5; a warn at or below the stop works."),
        ("{stale: {warn: -1}}", "warn is -1 days; 0 or more works."),
        ("{few: -5}", "few is -5 rows; 0 or more works."),
        (
            "{refuse: {}}",
            "Unknown key 'refuse': did you mean 'refused'? Known: few, refused, refused_files, stale, tables, unfound.",
        ),
        ("{stale: soon}", "stale must be a mapping with warn, stop."),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_work(text, told):
    assert read(text) == (None, [f"coalition.yml:9: {told}"])


def test_a_table_that_is_not_there_is_named():
    document = Node({"quality": read_text("{tables: {silver.payment: {}}}", "coalition.yml:9")}, "coalition.yml", 1)
    told = "Unknown table 'silver.payment': did you mean 'silver.payments'? Known: silver.areas, silver.payments."
    days = {"silver.payments": "paid_at", "silver.areas": ""}
    assert mistakes(document, days) == [f"coalition.yml:9: {told}"]
    assert mistakes(Node({}, "coalition.yml", 1), days) == []


def test_what_is_of_no_day_cannot_grow_old():
    given = read_text("{tables: {silver.areas: {stale: {warn: 3}}, silver.payments: {stale: {}}}}", "coalition.yml:9")
    told = "rows of silver.areas are of no day, so it has no 'stale'; those of silver.payments are."
    days = {"silver.payments": "paid_at", "silver.areas": ""}
    assert mistakes(Node({"quality": given}, "coalition.yml", 1), days) == [f"coalition.yml:9: {told}"]
