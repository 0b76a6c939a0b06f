"""What people write, as delivered: accounts, not members; whose account it is stands in the truth alone."""

from collections.abc import Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import moment, partner_of, week_end
from gcrm.simulate.country.places import place_names
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people.rhythm import WEEK
from gcrm.simulate.scene import Scene
from gcrm.simulate.stream import Span, Stream
from gcrm.simulate.streams.posts.parameters import Posts
from gcrm.simulate.streams.posts.writing import is_author, is_early_adopter, posts


def made(span: Span, given: Posts) -> Iterator[Delivery]:
    """The posts without their truth, a file a week; `authors` and `posts` of the truth say who wrote and meant what."""
    members, scene = span.table("members"), span.scene
    early = is_early_adopter(scene.draws).alias("is_early_adopter")
    span.once("authors", lambda: members.filter(is_author(scene.draws, given)).select("member", early))
    kept = span.kept(written(members, scene, given, span.from_day, span.end_day), "posts")
    columns = {
        **{name: F.col(name) for name in ("post_id", "account", "channel")},
        "posted_at": moment(scene),
        "language": F.col("language"),
        # Many posts say no place, so that one without is not a bot's at once.
        "place": F.when(scene.draws.uniform("tells place", "post_id") < given.tells_place_rate, F.col("place")),
        "brand": partner_of(scene, "partner"),
        "text": F.col("text"),
    }
    yield sheet(kept, weekly("social", scene, ".jsonl"), columns, ("day", "second", "post_id"), "jsonl")


def written(members: DataFrame, scene: Scene, given: Posts, from_day: int, end_day: int) -> DataFrame:
    """Posts of weeks that end in the range, with what is true of each; `delivery` is the last day of its week."""
    places = place_names(members.sparkSession, scene).filter("reformed = 0 AND half = 0")
    here = members.join(
        places.withColumnRenamed("lives", "home").withColumnRenamed("variant", "language"), ["home", "language"]
    )
    brands = [(brand.index, brand.name, brand.line) for brand in scene.brands]
    first = max(0, (from_day // WEEK) * WEEK - WEEK)
    every = posts(here, given, scene.world, scene.draws, first, end_day, brands)
    return due(every.withColumn("delivery", week_end(F.col("day"))), from_day, end_day)


STREAM = Stream("posts", "posts in blogs and on social networks, in five languages, a file a week", Posts, made)
