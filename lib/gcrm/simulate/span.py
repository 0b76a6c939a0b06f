"""What is delivered beside basket lines, stream by stream, and the truth that each leaves behind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from gcrm.simulate.files import truth
from gcrm.simulate.files.sheet import Delivery
from gcrm.simulate.people.posts import is_author, is_early_adopter
from gcrm.simulate.scene import Scene
from gcrm.simulate.streams import clicks, contacts, identities, panel, points, register, social, stores


@dataclass(frozen=True)
class Span:
    """One range of days of one simulation, with what the world's own truth holds."""

    spark: SparkSession
    scene: Scene
    out: Path
    from_day: int
    end_day: int

    def once(self, name: str, made: Callable[[], DataFrame]) -> DataFrame:
        """A table of the world, which every range of days shares: the first of them makes it."""
        if not truth.stands(self.out, name):
            truth.keep(made(), self.out, name)
        return self.table(name)

    def table(self, name: str) -> DataFrame:
        return truth.read(self.spark, self.out, name)

    def visits(self) -> DataFrame:
        """Visits of every day that a delivery of the range may tell of."""
        return truth.read(self.spark, self.out, "visits", self.from_day)

    def kept(self, frame: DataFrame, name: str) -> DataFrame:
        """`frame` written as a part of a truth table, and read again from there."""
        truth.keep(frame, self.out, name, self.from_day)
        return truth.read(self.spark, self.out, name, self.from_day)


@dataclass(frozen=True)
class Stream:
    """A kind of delivery; `made` gives its files for a range of days."""

    name: str
    made: Callable[[Span], Iterator[Delivery]]


def _contacts(span: Span) -> Iterator[Delivery]:
    members = span.table("members")
    span.once("campaign_members", lambda: contacts.assigned(members, span.scene))
    return contacts.made(members, span.scene, span.from_day, span.end_day)


def _panel(span: Span) -> Iterator[Delivery]:
    asked = span.once("panel", lambda: panel.asked(span.table("members"), span.table("repertoires"), span.scene))
    return panel.made(asked, span.scene, span.from_day, span.end_day)


def _identities(span: Span) -> Iterator[Delivery]:
    members = span.table("members")
    links = ("partner_id", "customer_id", "member")
    span.once("identities", lambda: identities.known(members, span.scene).select(*links))
    return identities.made(members, span.scene, span.from_day, span.end_day)


def _social(span: Span) -> Iterator[Delivery]:
    members = span.table("members")
    early = is_early_adopter(span.scene.draws).alias("is_early_adopter")
    writes = is_author(span.scene.draws, span.scene.world)
    span.once("authors", lambda: members.filter(writes).select("member", early))
    written = social.written(members, span.scene, span.from_day, span.end_day)
    return social.made(span.kept(written, "posts"), span.scene)


STREAMS = (
    Stream("stores", lambda s: stores.made(s.table("stores"), s.scene, s.from_day, s.end_day)),
    Stream("register of members", lambda s: register.made(s.table("members"), s.scene, s.from_day, s.end_day)),
    Stream("points", lambda s: points.made(s.visits(), s.scene, s.from_day, s.end_day)),
    Stream("clicks", lambda s: clicks.made(s.table("repertoires"), s.visits(), s.scene, s.from_day, s.end_day)),
    Stream("campaigns and contacts", _contacts),
    Stream("survey panel", _panel),
    Stream("partners' own registers", _identities),
    Stream("blogs and social networks", _social),
)
