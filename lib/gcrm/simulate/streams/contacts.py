"""Campaigns and contacts: who was meant, who was held out, what was sent, and who called or wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import moment, week_end
from gcrm.simulate.draws import pick, poisson
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.parameters import WEEK
from gcrm.simulate.people.members import card
from gcrm.simulate.people.visits import chosen, treated
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span, Stream, parameter

_TOPICS = ("points missing", "late delivery", "card lost", "complaint", "question")


@dataclass(frozen=True)
class Contacts:
    """How often messages are opened, and members call or write."""

    open_rate: float = parameter(0.3, "share of campaigns' messages that are opened")
    inbound_a_week: float = parameter(0.004, "calls and letters a week by a member")


def assigned(members: DataFrame, scene: Scene) -> DataFrame:
    """member, campaign, is_treated: everybody whom a campaign meant; those who are not treated were held out."""
    every = [
        members.filter(chosen(scene, campaign)).select(
            "member", F.lit(campaign.name).alias("campaign"), treated(scene, campaign).alias("is_treated")
        )
        for campaign in scene.world.campaigns.list
    ]
    return reduce(DataFrame.unionByName, every)


def made(span: Span, given: Contacts) -> Iterator[Delivery]:
    """Outbound messages of campaigns and inbound calls, of weeks that end in the range."""
    scene, from_day, end_day, members = span.scene, span.from_day, span.end_day, span.table("members")
    draws = scene.draws
    span.once("campaign_members", lambda: assigned(members, scene))
    sent = [
        members.filter(treated(scene, campaign) & (F.col("joined_day") <= campaign.week * WEEK)).select(
            "member",
            F.lit(campaign.week * WEEK).alias("day"),
            F.floor(32400 + 20000 * draws.uniform(f"sent {campaign.name}", "member")).cast("int").alias("second"),
            F.lit("outbound").alias("direction"),
            F.lit(campaign.channel).alias("channel"),
            F.lit(campaign.name).alias("about"),
            (draws.uniform(f"opened {campaign.name}", "member") < given.open_rate).alias("opened"),
        )
        for campaign in scene.world.campaigns.list
    ]
    blocks = F.sequence(F.lit(max(0, from_day // WEEK - 1)), F.lit((end_day - 1) // WEEK))
    cells = members.select("member", "joined_day", F.explode(blocks).alias("block"))
    called = cells.filter(
        (F.col("block") * WEEK >= F.col("joined_day"))
        & (poisson(draws.uniform("calls", "member", "block"), F.lit(given.inbound_a_week), 2) > 0)
    )
    ids = ("member", "block")
    inbound = called.select(
        "member",
        (F.col("block") * WEEK + F.floor(draws.uniform("call day", *ids) * WEEK)).cast("int").alias("day"),
        F.floor(28800 + 36000 * draws.uniform("call second", *ids)).cast("int").alias("second"),
        F.lit("inbound").alias("direction"),
        pick(draws.uniform("call channel", *ids), [0.6, 0.4], ["phone", "email"]).alias("channel"),
        pick(draws.uniform("call topic", *ids), [1] * len(_TOPICS), _TOPICS).alias("about"),
        F.lit(None).cast("boolean").alias("opened"),
    )
    every = reduce(DataFrame.unionByName, sent, inbound).withColumn("delivery", week_end(F.col("day")))
    columns = {
        "card": card(F.col("member")),
        "at": moment(scene),
        **{name: F.col(name) for name in ("direction", "channel", "about")},
        "opened": F.col("opened").cast("string"),
    }
    yield sheet(
        due(every, from_day, end_day),
        weekly("programme/contacts", scene),
        columns,
        ("day", "second", "member", "about"),
    )


STREAM = Stream("contacts", "messages of campaigns, and what members call or write about", Contacts, made)
