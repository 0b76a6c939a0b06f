"""The coalition's register of members: a statement when one joins, and again when something of it changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import date, home_on, week_end
from gcrm.simulate.country.places import place_names
from gcrm.simulate.draws import pick
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people import persons
from gcrm.simulate.people.members import CHANNELS
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span, Stream, parameter

INCOME_BANDS = ((1000, "under 1000"), (2000, "1000-1999"), (3500, "2000-3499"), (5000, "3500-4999"))


@dataclass(frozen=True)
class Register:
    """How members write the place where they live."""

    spellings: tuple[float, ...] = parameter(
        (3.0, 1.0, 1.0, 1.0),
        "odds of a place's name in the member's language, and of three spellings of the official one",
    )

    def __post_init__(self) -> None:
        if len(self.spellings) != 4 or min(self.spellings) < 0 or sum(self.spellings) <= 0:
            raise ValueError(f"register.spellings must be four odds, such as [3, 1, 1, 1], not {[*self.spellings]}.")


def made(span: Span, given: Register) -> Iterator[Delivery]:
    """Statements whose weeks end in the range; members from before day 0 are all stated on day 0."""
    scene = span.scene
    events = F.array("joined_day", "move_day", "marriage_day", "child_day", "consent_day")
    days = F.array_distinct(F.filter(events, lambda day: day.isNotNull() & (day >= F.col("joined_day"))))
    each = span.table("members").withColumn("day", F.explode(days))
    is_first = F.col("day") == F.col("joined_day")
    delivery = F.when(is_first & (F.col("day") == 0), 0).otherwise(week_end(F.col("day")))
    stated = due(each.withColumn("delivery", delivery.cast("int")), span.from_day, span.end_day)
    yield sheet(
        placed(stated, scene, given),
        weekly("programme/members", scene),
        _columns(scene),
        ("day", "member"),
        tasks=max(2, scene.n_members // 200_000),
    )


def placed(stated: DataFrame, scene: Scene, given: Register) -> DataFrame:
    """Adds `place` and `province`: where the member lives on `day`, in a spelling that the member writes."""
    reformed = (F.col("day") >= scene.world.areas.reform_day).cast("int")
    own = pick(scene.draws.uniform("spelling", "member"), given.spellings, [-1, 0, 1, 2])
    lives = {"lives": home_on(F.col("day")), "half": F.col("in_second_half").cast("int"), "reformed": reformed}
    asked = stated.withColumns({**lives, "spelling": own})
    named = asked.withColumn(
        "variant", F.when(F.col("spelling") < 0, F.col("language")).otherwise(F.col("spelling").cast("string"))
    )
    return named.join(place_names(stated.sparkSession, scene.country), ["lives", "half", "reformed", "variant"])


def _columns(scene: Scene) -> dict[str, Column]:
    draws, day = scene.draws, F.col("day")

    def since(event: str) -> Column:
        return F.coalesce(day >= F.col(event), F.lit(False)).cast("int")

    persons_at_home = F.least(F.col("household") + 1 + since("marriage_day") + since("child_day"), F.lit(6))
    first = day == F.col("joined_day")
    valid = F.when(first, F.col("known_since_day")).otherwise(day)
    flips = since("consent_day") == 1
    return {
        "Card": F.col("card"),
        "Valid From": date(scene, valid),
        "Family Name": persons.family_name(draws),
        "Given Name": persons.given_name(draws),
        "Phone": persons.phone(draws),
        "E-mail": persons.email(draws),
        "Born": F.col("born_on").cast("string"),
        "Sex": F.col("sex"),
        "Place": F.col("place"),
        "Province": F.col("province"),
        "Household": persons_at_home.cast("string"),
        "Income": F.when(F.col("states_income"), income_band(F.exp("log_income"))),
        "Language": F.col("language"),
        **{
            f"{name.title()} Consent": F.when(F.col(f"consents_{name}") != flips, "yes").otherwise("no")
            for name in CHANNELS
        },
    }


def income_band(income: Column) -> Column:
    """The band of a monthly income, as members tick it."""
    chosen = F.when(income < INCOME_BANDS[0][0], INCOME_BANDS[0][1])
    for bound, name in INCOME_BANDS[1:]:
        chosen = chosen.when(income < bound, name)
    return chosen.otherwise("5000 and more")


STREAM = Stream("register", "the programme's members: a statement on joining, and on each change", Register, made)
