"""A step whose function does not fit its inputs is refused when its module is imported."""

from dataclasses import dataclass, replace

import pytest

from gcrm.core.contracts.step import Earlier, Every, Lookup, News, Part, Step, arguments, stored_table
from gcrm.core.contracts.table import (
    Append,
    ContractError,
    Field,
    Raw,
    Replace,
    ReplaceGroups,
    Snapshots,
    Table,
    Upsert,
)

ID, DAY = Field("visit_id", "string", "Identifier"), Field("business_date", "date", "Day")
VISITS = Table("silver.visits", "Visits.", (ID, DAY), key=("visit_id",))
STORES = Table("silver.stores", "Stores.", (Field("store_id", "string", "Identifier"),), key=("store_id",))
DAYS = Table(
    "warehouse.days",
    "Days.",
    (DAY, Field("n_visits", "int", "Visits")),
    key=("business_date",),
    load=ReplaceGroups(by=("business_date",)),
)
LATEST = replace(DAYS, load=Replace())
RAW = Raw("visits", (ID,))


@dataclass(frozen=True)
class Settings:
    """Nothing but a number."""

    limit: int = 1


def of_visits(visits):
    return visits


def of_visits_with_settings(visits, settings):
    return visits.limit(settings.limit)


def of_visits_on_a_day(visits, as_of):
    return visits.filter(visits.business_date <= as_of)


@pytest.mark.parametrize(
    ("inputs", "build", "settings"),
    [
        ({"visit": VISITS}, of_visits, None),
        ({"visits": VISITS, "stores": STORES}, of_visits, None),
        ({}, of_visits, None),
        ({"visits": VISITS}, of_visits, Settings),
        ({"visits": VISITS}, of_visits_with_settings, None),
        ({"visits": VISITS, "settings": STORES}, of_visits, None),
    ],
)
def test_the_parameters_of_build_are_its_inputs_and_settings(inputs, build, settings):
    with pytest.raises(ContractError, match=r"warehouse\.days: build takes \(.*\) but its inputs and settings are"):
        Step(DAYS, inputs, build, settings)


def of_visits_and_others(visits, **others):
    return visits.unionByName(others["more"])


def test_inputs_that_are_found_are_taken_under_any_name():
    step = Step(DAYS, {"visits": VISITS, "more": STORES}, of_visits_and_others)
    assert arguments(step, {"visits": "a", "more": "b"}, None, None) == {"visits": "a", "more": "b"}
    assert Step(DAYS, {"visits": VISITS}, of_visits_and_others).inputs == {"visits": VISITS}


@pytest.mark.parametrize(("inputs", "settings"), [({"more": STORES}, None), ({"visits": VISITS}, Settings)])
def test_what_is_taken_by_name_must_still_be_there(inputs, settings):
    with pytest.raises(ContractError, match=r"warehouse\.days: build takes \(.*\) but its inputs and settings are"):
        Step(DAYS, inputs, of_visits_and_others, settings)


def test_as_of_may_be_asked_for():
    assert Step(LATEST, {"visits": VISITS}, of_visits_on_a_day).wants_as_of
    assert not Step(DAYS, {"visits": VISITS}, of_visits).wants_as_of


def test_build_gets_what_it_takes_and_no_more():
    plain = Step(VISITS, {"visits": STORES}, of_visits)
    assert arguments(plain, {"visits": "frame"}, None, "today") == {"visits": "frame"}
    tuned = Step(VISITS, {"visits": STORES}, of_visits_with_settings, Settings)
    assert arguments(tuned, {"visits": "frame"}, Settings(3), None) == {"visits": "frame", "settings": Settings(3)}
    dated = Step(replace(VISITS, load=Replace()), {"visits": STORES}, of_visits_on_a_day)
    assert arguments(dated, {"visits": "frame"}, None, "today") == {"visits": "frame", "as_of": "today"}


def test_news_are_for_tables_that_replace_groups():
    with pytest.raises(ContractError, match=r"reads news of 'visits', so its load must be ReplaceGroups or Append\."):
        Step(VISITS, {"visits": News(STORES)}, of_visits)


def test_news_must_have_the_columns_of_the_groups():
    with pytest.raises(ContractError, match=r"silver\.stores has no business_date to group its news by"):
        Step(DAYS, {"visits": News(STORES)}, of_visits)


def test_stored_tables_of_a_step_and_its_parts_are_listed_once():
    step = Step(VISITS, {"visits": RAW, "stores": Lookup(STORES, "store_id")}, lambda visits, stores: (visits, stores))
    bound = step.bound((Part("a", {"x": News(DAYS)}, of_visits), Part("b", {"y": DAYS}, of_visits)))
    assert bound.tables == {"silver.stores": STORES, "warehouse.days": DAYS}
    assert bound.raw is RAW
    assert step.parts == ()


def test_a_raw_input_is_stored_nowhere():
    assert stored_table(RAW) is None
    assert stored_table(News(VISITS)) is stored_table(Lookup(VISITS, "visit_id")) is stored_table(VISITS) is VISITS


MEMBER = Field("member_id", "string", "Member", pii="pseudonym")
SCORES = Table(
    "models.scores", "Scores.", (MEMBER, Field("as_of", "date", "Day")), key=("member_id", "as_of"), load=Snapshots()
)


def scored(scores):
    return scores


def test_what_reads_a_day_of_snapshots_is_built_as_of_a_day():
    shown = Table("marts.shown", "Scores.", (MEMBER,), key=("member_id",))
    assert Step(shown, {"scores": SCORES}, scored).dated
    assert Step(shown, {"scores": Every(SCORES)}, scored).dated
    assert Step(SCORES, {"scores": VISITS}, scored).dated
    assert not Step(shown, {"scores": VISITS}, scored).dated
    assert stored_table(Every(SCORES)) is SCORES


def going_on(visits, earlier):
    return visits.unionByName(earlier)


def test_what_a_step_remembers_of_itself_is_none_of_the_tables_that_it_waits_for():
    own = Step(SCORES, {"visits": VISITS, "earlier": Earlier(SCORES)}, going_on)
    assert own.remembers
    assert list(own.tables) == [VISITS.name]


@pytest.mark.parametrize(
    ("output", "given", "said"),
    [
        (LATEST, Every(VISITS), r"reads every day of silver\.visits, which keeps none; give it load=Snapshots\(\)"),
        (DAYS, SCORES, r"built as of a day, .* load=Snapshots\(\) keeps its days, and Replace\(\) the latest"),
        (replace(DAYS, load=Upsert()), SCORES, r"built as of a day, .* load=Snapshots\(\) keeps its days"),
        (replace(DAYS, load=Append(), key=()), VISITS, "so it needs a key that tells a row from one added before"),
        (
            replace(SCORES, fields=(replace(MEMBER, pii=None), SCORES.field("as_of"))),
            SCORES,
            "models.scores remembers rows of people, but member_id is not declared a pseudonym, so erasure would not "
            "find them; pii='pseudonym' works",
        ),
        (LATEST, Earlier(SCORES), r"reads earlier days of models\.scores; a step remembers its own table only"),
        (
            replace(DAYS, period="business_date"),
            News(replace(DAYS, name="silver.days")),
            r"sums up months, so silver\.days must say which column tells its day: day=\.\.\. works",
        ),
    ],
)
def test_a_load_that_cannot_keep_its_promise_is_refused_with_what_works(output, given, said):
    with pytest.raises(ContractError, match=said):
        Step(output, {"scores": given}, scored)
