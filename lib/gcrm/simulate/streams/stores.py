"""The register of stores: each when it opens."""

from collections.abc import Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import date, partner_of
from gcrm.simulate.country.places import place_names
from gcrm.simulate.files.sheet import Delivery, due, sheet
from gcrm.simulate.people.stores import QUARTER
from gcrm.simulate.scene import Scene


def made(stores: DataFrame, scene: Scene, from_day: int, end_day: int) -> Iterator[Delivery]:
    """The register of stores: each when it opens; those from before day 0 on day 0."""
    opens = F.col("quarter") * QUARTER
    lives = {"lives": F.col("home"), "half": F.lit(0), "reformed": (opens >= scene.world.areas.reform_day).cast("int")}
    asked = stores.withColumns({**lives, "variant": F.lit("0"), "delivery": opens.cast("int")})
    named = asked.join(place_names(stores.sparkSession, scene), ["lives", "half", "reformed", "variant"], "left")
    columns = {
        "Store ID": F.col("store_id"),
        "Partner ID": partner_of(scene),
        "Place": F.col("place"),
        "Province": F.col("province"),
        "Size m2": F.when(F.col("home").isNotNull(), F.col("size").cast("int").cast("string")),
        "Opened On": F.when(opens > 0, date(scene, opens)),
    }
    path = F.concat(F.lit("programme/stores/"), date(scene, F.col("delivery")), F.lit(".csv"))
    yield sheet(due(named, from_day, end_day), path, columns, ("store",))
