"""Monthly cells and features of simulated members, without files in between: what a model would see of a world."""

from datetime import timedelta

from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import purchases, recent
from gcrm.features.members import MEMBER_FEATURES
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.simulate.columns import partner_of
from gcrm.simulate.draws import at, listed
from gcrm.simulate.people import baskets
from gcrm.warehouse import member_months, member_purchases


def transactions(lines, scene):
    """The basket lines as silver.transactions holds them, without dirt."""
    named = listed([category.name for category in scene.world.categories])
    day = F.date_add(F.lit(scene.world.start), F.col("day"))
    made = {
        "transaction_id": F.hex("visit"), "line": F.col("line"), "member_id": F.col("member").cast("string"),
        "partner_id": partner_of(scene), "category": at(named, F.col("category")), "state": F.lit("settled"),
        "sold_at": F.timestamp_seconds(F.unix_timestamp(day.cast("timestamp")) + F.col("second")),
        "business_date": day, "month": F.trunc(day, "month"),
        "quantity": (F.col("quantity") / 1000).cast("decimal(18,3)"),
        "amount": (F.col("amount") / 100).cast("decimal(18,2)"),
        "discount": (F.col("discount") / 100).cast("decimal(18,2)"),
    }  # fmt: skip
    missing = {f.name: F.lit(None).cast(f.type) for f in TRANSACTIONS.fields if f.name not in made}
    return lines.select(*(column.alias(name) for name, column in (made | missing).items()))


def months(visits, scene):
    """Monthly cells of all visits."""
    return member_months.build(transactions(baskets.lines(visits, scene), scene))


def features(cells, scene, end_day):
    """features.members as of the last day before `end_day`; `cells` are of no later one."""
    as_of = scene.world.start + timedelta(days=end_day - 1)
    bought = purchases.build(member_purchases.build(cells), as_of)
    both = bought.join(recent.build(cells, as_of), ["member_id", "as_of"], "left")
    empty = small(cells.sparkSession, schema(MEMBER_FEATURES))
    return empty.unionByName(both, allowMissingColumns=True)
