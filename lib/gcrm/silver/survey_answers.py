"""One row per answer of a member to a question of a survey, on the day on which it was asked."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Rule, Table, Upsert, raw
from gcrm.silver.calendar import plausible_day

SURVEY_ANSWERS = Table(
    name="silver.survey_answers",
    doc=__doc__,
    key=("member_id", "asked_on", "question"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("asked_on", "date", "Day on which the question was asked"),
        Field("question", "string", "Name of the question; `satisfied` tells how pleased one is on the whole"),
        Field("answer", "double", "Answer as a number", required=True),
        Field("lowest", "double", "Lowest answer there is", required=True),
        Field("highest", "double", "Highest answer there is", required=True),
        SOURCE,
    ),
    rules=(
        plausible_day("asked_on"),
        Rule("answer_is_on_its_scale", "lowest < highest AND answer BETWEEN lowest AND highest"),
    ),
    load=Upsert(deletes=True),
    day="asked_on",
)
RAW = raw(SURVEY_ANSWERS, unlocks="answers of members who are asked")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=SURVEY_ANSWERS, inputs={"raw": RAW}, build=build)
