"""The register of stores: each when it opens."""

from collections.abc import Iterator

from pyspark.sql import functions as F

from gcrm.simulate.columns import date, partner_of
from gcrm.simulate.country.places import place_names
from gcrm.simulate.files.sheet import Delivery, due, sheet
from gcrm.simulate.people.stores import QUARTER
from gcrm.simulate.stream import Nothing, Span, Stream


def made(span: Span, _: Nothing) -> Iterator[Delivery]:
    """The register of stores: each when it opens; those from before day 0 on day 0."""
    scene, opens = span.scene, F.col("quarter") * QUARTER
    lives = {"lives": F.col("home"), "half": F.lit(0), "reformed": (opens >= scene.world.areas.reform_day).cast("int")}
    asked = span.table("stores").withColumns({**lives, "variant": F.lit("0"), "delivery": opens.cast("int")})
    named = asked.join(place_names(span.spark, scene.country), ["lives", "half", "reformed", "variant"], "left")
    columns = {
        "Store ID": F.col("store_id"),
        "Partner ID": partner_of(scene),
        "Place": F.col("place"),
        "Province": F.col("province"),
        "Size m2": F.when(F.col("home").isNotNull(), F.col("size").cast("int").cast("string")),
        "Opened On": F.when(opens > 0, date(scene, opens)),
    }
    path = F.concat(F.lit("programme/stores/"), date(scene, F.col("delivery")), F.lit(".csv"))
    yield sheet(due(named, span.from_day, span.end_day), path, columns, ("store",))


STREAM = Stream("stores", "the programme's register of stores, each when it opens", Nothing, made)
