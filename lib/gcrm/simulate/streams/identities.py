"""The same person in several partners' own registers: other ids, typing errors, swapped names, old addresses."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.errors import unknown
from gcrm.simulate.brands import first
from gcrm.simulate.columns import date, week_end
from gcrm.simulate.country.places import place_names
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.parameters import World
from gcrm.simulate.people import persons
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span, Stream, parameter


@dataclass(frozen=True)
class Identities:
    """Who is in partners' own registers, and what is wrong there."""

    partners: tuple[str, ...] = parameter(
        ("online_mall", "airline", "electronics"), "lines of business whose first partner has a register of its own"
    )
    known_rate: float = parameter(0.4, "share of members whom such a partner knows")
    typo_rate: float = parameter(0.08, "share of names typed wrong; of dates of birth half of it")
    swapped_rate: float = parameter(0.01, "share of records whose family and given name changed places")
    old_address_rate: float = parameter(0.1, "share of records with another address")
    shared_phone_rate: float = parameter(0.03, "share of records with a phone number that others have, too")


def check(given: Identities, world: World) -> None:
    """Raises ValueError where no partner of the world can have a register."""
    for name in given.partners:
        if name not in world.lines_of_business:
            raise ValueError(unknown("line of business in identities.partners", name, world.lines_of_business))
    if not set(given.partners) & set(world.present_lines):
        raise ValueError(f"identities.partners must name one of {', '.join(world.present_lines)} at least.")


def known(members: DataFrame, scene: Scene, given: Identities) -> DataFrame:
    """partner_id, customer_id, member: the true links."""
    there = {brand.line for brand in scene.brands}
    partners = [first(scene.brands, line) for line in given.partners if line in there]
    ids = [F.struct(F.lit(b.partner_id).alias("partner_id"), F.lit(b.index).alias("brand")) for b in partners]
    every = members.withColumn("at", F.explode(F.array(*ids))).select("*", "at.*").drop("at")
    return every.filter(scene.draws.uniform("known", "member", "brand") < given.known_rate).withColumn(
        "customer_id", F.upper(F.substring(F.hex(F.xxhash64(F.lit(scene.seed), "member", "brand")), 1, 12))
    )


def made(span: Span, rates: Identities) -> Iterator[Delivery]:
    """Registers: everybody on day 0, and who joins in the week in which that happens."""
    scene = span.scene
    draws, links = scene.draws, known(span.table("members"), scene, rates)
    span.once("identities", lambda: links.select("partner_id", "customer_id", "member"))
    day = F.col("joined_day")
    rows = links.withColumn("delivery", F.when(day == 0, 0).otherwise(week_end(day)).cast("int"))

    def drawn(purpose: str, rate: float) -> Column:
        return draws.uniform(purpose, "member", "brand") < rate

    family, given = persons.family_name(draws), persons.given_name(draws)
    swapped = drawn("swapped", rates.swapped_rate)
    shared = F.pmod(F.col("member"), F.lit(max(1, scene.n_members // 50)))
    phones = F.when(
        drawn("shared phone", rates.shared_phone_rate),
        F.concat(F.lit("02-555-"), F.lpad(shared.cast("string"), 4, "0")),
    )
    old = drawn("old address", rates.old_address_rate)
    lived = rows.withColumns(
        {
            "lives": F.when(old, F.col("next_home")).otherwise(F.col("home")),
            "half": F.col("in_second_half").cast("int"),
            "reformed": F.lit(0),
            "variant": F.lit("0"),
        }
    ).join(place_names(span.spark, scene.country), ["lives", "half", "reformed", "variant"])
    typo = drawn("typo", rates.typo_rate)
    columns = {
        "customer_id": F.col("customer_id"),
        "family_name": _typed(F.when(swapped, given).otherwise(family), typo),
        "given_name": F.when(swapped, family).otherwise(given),
        "phone": F.coalesce(phones, persons.phone(draws)),
        "e_mail": persons.email(draws),
        "born": F.when(drawn("born typo", rates.typo_rate / 2), F.date_add("born_on", 10))
        .otherwise(F.col("born_on"))
        .cast("string"),
        "place": F.col("place"),
        "since": date(scene, F.col("known_since_day")),
    }
    path = F.concat(
        F.lit("registers/"), F.col("partner_id"), F.lit("/"), F.element_at(F.split(weekly("x", scene), "/"), 2)
    )
    yield sheet(due(lived, span.from_day, span.end_day), path, columns, ("customer_id",))


def _typed(name: Column, wrong: Column) -> Column:
    """The name; where it was typed wrong with its second letter twice."""
    return F.when(wrong, F.concat(F.substring(name, 1, 2), F.substring(name, 2, 100))).otherwise(name)


STREAM = Stream(
    "identities",
    "partners' own registers of people, with errors and old addresses",
    Identities,
    made,
    check,
)
