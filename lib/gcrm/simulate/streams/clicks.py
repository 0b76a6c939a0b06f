"""Sessions in the online mall: visits, pages, carts left behind, and orders."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyspark.sql import functions as F

from gcrm.simulate.brands import first
from gcrm.simulate.columns import moment, receipt
from gcrm.simulate.draws import poisson
from gcrm.simulate.files.sheet import Delivery, due, sheet, weekly
from gcrm.simulate.parameters import WEEK
from gcrm.simulate.people.members import card
from gcrm.simulate.stream import Span, Stream, parameter

MALL = "online_mall"


@dataclass(frozen=True)
class Clicks:
    """How sessions without an order come to those with one."""

    browses: float = parameter(1.5, "sessions without an order for each with one")
    cart_rate: float = parameter(0.25, "share of the sessions without an order that leave a cart behind")
    logged_in_rate: float = parameter(0.6, "share of the sessions without an order whose member is known")


def made(span: Span, given: Clicks) -> Iterator[Delivery]:
    """Sessions of the range, a file a day: those that end in an order carry its receipt. None without a mall."""
    scene, from_day, end_day = span.scene, span.from_day, span.end_day
    if not any(brand.line == MALL for brand in scene.brands):
        return
    draws, mall = scene.draws, first(scene.brands, MALL)
    ordered = (
        span.visits()
        .filter(F.col("brand") == mall.index)
        .select("member", "day", "second", F.col("visit").alias("session"), F.lit(True).alias("orders"))
    )
    blocks = F.sequence(F.lit(from_day // WEEK), F.lit((end_day - 1) // WEEK))
    cells = (
        span.table("repertoires")
        .filter(F.col("brand") == mall.index)
        .select("member", "rate", "joined_day", "left_day", F.explode(blocks).alias("block"))
    )
    n = poisson(draws.uniform("browses", "member", "block"), F.col("rate") * given.browses)
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
    has_cart = F.col("orders") | (draws.uniform("cart", "session") < given.cart_rate)
    known = F.col("orders") | (draws.uniform("logged in", "session") < given.logged_in_rate)
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


STREAM = Stream("clicks", "sessions in the online mall: pages, carts and orders, a file a day", Clicks, made)
