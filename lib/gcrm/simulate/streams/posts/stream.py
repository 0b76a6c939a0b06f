"""What people write, as delivered: accounts, not members; whose account it is stands in the truth alone."""

from collections.abc import Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import moment, partner_of, week_end
from gcrm.simulate.country.places import place_names
from gcrm.simulate.draws import at, constant, listed
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.parameters import LANGUAGES, WEEK
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
        "language": _told_language(scene, given),
        # Many posts say no place, so that one without is not a bot's at once.
        "place": F.when(scene.draws.uniform("tells place", "post_id") < given.tells_place_rate, F.col("place")),
        "brand": partner_of(scene, "partner"),
        "stars": _stars(scene, given),
        "text": F.col("text"),
    }
    yield sheet(kept, weekly("social", scene, ".jsonl"), columns, ("day", "second", "post_id"), "jsonl")


def written(members: DataFrame, scene: Scene, given: Posts, from_day: int, end_day: int) -> DataFrame:
    """Posts of weeks that end in the range, with what is true of each; `delivery` is the last day of its week."""
    places = place_names(members.sparkSession, scene.country).filter("reformed = 0 AND half = 0")
    here = members.join(
        places.withColumnRenamed("lives", "home").withColumnRenamed("variant", "language"), ["home", "language"]
    )
    brands = [(brand.index, brand.name, brand.line) for brand in scene.brands]
    first = max(0, (from_day // WEEK) * WEEK - WEEK)
    every = posts(here, given, scene.world, scene.draws, first, end_day, brands)
    return due(every.withColumn("delivery", week_end(F.col("day"))), from_day, end_day)


def _told_language(scene: Scene, given: Posts) -> Column:
    """What the channel says of the language: nothing, or another one, at times."""
    draw, own = scene.draws.uniform("told language", "post_id"), F.col("language")
    other = at(listed([*LANGUAGES[1:], LANGUAGES[0]]), F.array_position(listed(LANGUAGES), own) - 1)
    untold, wrong = given.language_untold_rate, given.language_untold_rate + given.language_wrong_rate
    return F.when(draw >= wrong, own).when(draw >= untold, other)


def _stars(scene: Scene, given: Posts) -> Column:
    """Stars by what the post thinks of its brand; a few press the wrong one."""
    draws = scene.draws
    meant = at(constant([1, 3, 4]), F.col("sentiment") + 1)
    more = F.when((F.col("sentiment") != 0) & (draws.uniform("more stars", "post_id") < 0.5), 1).otherwise(0)
    odd = draws.uniform("odd stars", "post_id") < given.odd_stars_rate
    stars = F.when(odd, F.floor(draws.uniform("which stars", "post_id") * 5) + 1).otherwise(meant + more)
    rated = F.col("partner").isNotNull() & (draws.uniform("rated", "post_id") < given.rated_rate)
    return F.when(rated, stars).cast("int")


STREAM = Stream("posts", "posts in blogs and on social networks, in five languages, a file a week", Posts, made)
