"""Sessions in the online mall: visits, pages, carts left behind, and orders."""

from collections.abc import Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.brands import first
from gcrm.simulate.columns import moment, receipt
from gcrm.simulate.draws import poisson
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.people.members import card
from gcrm.simulate.people.rhythm import WEEK
from gcrm.simulate.scene import Scene

MALL = "online_mall"
BROWSES, CART_RATE, LOGGED_IN = 1.5, 0.25, 0.6  # sessions without an order a session with one; with a cart; known


def made(repertoires: DataFrame, visits: DataFrame, scene: Scene, from_day: int, end_day: int) -> Iterator[Delivery]:
    """Sessions of the range, a file a day: those that end in an order carry its receipt. None without a mall."""
    if not any(brand.line == MALL for brand in scene.brands):
        return
    draws, mall = scene.draws, first(scene.brands, MALL)
    ordered = visits.filter(F.col("brand") == mall.index).select(
        "member", "day", "second", F.col("visit").alias("session"), F.lit(True).alias("orders")
    )
    blocks = F.sequence(F.lit(from_day // WEEK), F.lit((end_day - 1) // WEEK))
    cells = repertoires.filter(F.col("brand") == mall.index).select(
        "member", "rate", "joined_day", "left_day", F.explode(blocks).alias("block")
    )
    n = poisson(draws.uniform("browses", "member", "block"), F.col("rate") * BROWSES)
    ids = ("member", "block", "k")
    day = (F.col("block") * WEEK + F.floor(draws.uniform("browse day", *ids) * WEEK)).cast("int")
    each = cells.withColumn("n", n).filter("n > 0").withColumn("k", F.explode(F.sequence(F.lit(1), F.col("n"))))
    alive = each.withColumn("day", day).filter("day >= joined_day AND day < left_day")
    browsed = alive.select(
        "member",
        "day",
        F.floor(28800 + 50000 * draws.uniform("browse second", *ids)).cast("int").alias("second"),
        F.xxhash64(F.lit(draws.seed), F.lit("session"), *ids).alias("session"),
        F.lit(False).alias("orders"),
    )
    every = ordered.unionByName(browsed)
    has_cart = F.col("orders") | (draws.uniform("cart", "session") < CART_RATE)
    known = F.col("orders") | (draws.uniform("logged in", "session") < LOGGED_IN)
    pages = 1 + F.floor(draws.exponential("pages", "session") * F.when(F.col("orders"), 9).otherwise(4))
    columns = {
        "session": F.lower(F.hex("session")),
        "visitor": F.lower(F.hex(F.xxhash64(F.lit("cookie"), "member"))),
        "account": F.when(known, card(F.col("member"))),
        "started_at": moment(scene),
        "pages": pages.cast("int"),
        "has_cart": has_cart,
        "receipt": F.when(F.col("orders"), receipt(F.lit(mall.partner_id), "session")),
    }
    rows = due(every.withColumn("delivery", F.col("day")), from_day, end_day)
    yield sheet(rows, weekly("clicks", scene, ".jsonl"), columns, ("day", "second", "session"), "jsonl")
