"""Basket lines as deliveries: which file a line lies in, and what becomes of the file."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import date, moment, partner_of, receipt, week_end
from gcrm.simulate.draws import at, constant
from gcrm.simulate.files.dirt import defect, fate, spoiled
from gcrm.simulate.files.records import LATE, RECASED, REORDERED, VARIANTS, facts, header, record
from gcrm.simulate.files.sheet import due
from gcrm.simulate.files.systems import SYSTEMS, System
from gcrm.simulate.files.writer import CORRECTED, Style
from gcrm.simulate.parameters import WEEK
from gcrm.simulate.people.members import card
from gcrm.simulate.scene import Scene


def reach_back(scene: Scene) -> int:
    """Days before a delivery from which it may hold lines."""
    return scene.world.dirt.late_days + 2 * WEEK


def delivered(lines: DataFrame, scene: Scene, from_day: int, end_day: int) -> DataFrame:
    """Lines with `kind` of defect, `delivery` (its day; only those of the range), `fate`, `copy` and `file`.

    A line that stands twice, or in a delivery that is corrected, is two rows.
    """
    dirt, draws = scene.world.dirt, scene.draws
    daily = at(constant([int(b.business.cadence == "day") for b in scene.brands]), F.col("brand")) == 1
    parquet = (
        at(constant([int(SYSTEMS[b.business.system].kind == "parquet") for b in scene.brands]), F.col("brand")) == 1
    )
    marked = lines.withColumn("kind", defect(draws, dirt))
    delay = WEEK + 1 + F.floor(draws.uniform("delay", "visit", "line") * dirt.late_days)
    comes = F.col("day") + F.when(F.col("kind") == "late", delay).otherwise(0)
    dated = marked.withColumn("delivery", F.when(daily, comes).otherwise(week_end(comes)).cast("int"))
    cuts, whole = fate(draws, dirt, True), fate(draws, dirt, False)
    fated = due(dated, from_day, end_day).withColumn("fate", F.when(parquet, whole).otherwise(cuts))
    # Two bits: whether the row is the second in its file, and whether it is in the corrected file.
    again, corrected = F.col("kind") == "duplicate", F.col("fate") == CORRECTED
    copies = (
        F.when(again & corrected, constant([0, 1, 2, 3])).when(corrected, constant([0, 2]))
        .when(again, constant([0, 1])).otherwise(constant([0]))
    )  # fmt: skip
    each = fated.withColumn("copies", F.explode(copies))
    copy = (F.col("copies") >= 2).cast("int")
    # The first of two equal rows is as good as any other.
    kind = F.when((F.col("kind") != "duplicate") | (F.col("copies") % 2 == 1), F.col("kind"))
    file = (F.col("delivery").cast("bigint") * 1000 + F.col("brand")) * 2 + copy
    return each.withColumns({"copy": copy, "kind": kind, "file": file})


def written(rows: DataFrame, name: str, scene: Scene) -> DataFrame:
    """What the writer takes: path, record, variant, fate, receipt, line, kind. `name` is that of the system."""
    system, world, draws = SYSTEMS[name], scene.world, scene.draws
    odd = {
        RECASED: draws.uniform("recased", "brand", "delivery") < world.dirt.recased,
        REORDERED: draws.uniform("reordered", "brand", "delivery") < world.dirt.reordered,
        LATE: (F.col("delivery") >= world.dirt.new_layout_day) & F.lit(bool(system.late_columns)),
    }
    told = rows.withColumns(
        {
            "variant": sum((F.when(on, bit).otherwise(0) for bit, on in odd.items()), F.lit(0)),
            "receipt": receipt(partner_of(scene)),
            "card": card(F.col("member")),
            "store": F.col("store_id"),
            "sold": moment(scene),
        }
    )
    made = spoiled(told, world, system.kind != "parquet")
    return made.select(
        _path(system, name, scene).alias("path"),
        record(system, facts(system, [c.name for c in world.categories])).alias("record"),
        *("variant", "fate", "receipt", "line", "kind"),
    )


def style(name: str) -> Style:
    """How the writer must write a system's files."""
    system = SYSTEMS[name]
    if system.kind == "parquet":
        kinds = {
            "line": "int32",
            "sold": "timestamp[ms]",
            "quantity": "decimal",
            "amount": "decimal",
            "discount": "decimal",
        }
        types = {column: kinds.get(fact, "string") for column, fact in system.columns.items()}
        return Style(types=types)
    headers = tuple(header(system, v) for v in range(len(VARIANTS))) if system.kind == "csv" else ()
    return Style(system.encoding, system.gzipped, headers, VARIANTS)


def _path(system: System, name: str, scene: Scene) -> Column:
    ending = F.when(F.col("copy") == 1, f"_corrected{system.suffix}").otherwise(system.suffix)
    return F.concat(F.lit(f"{name}/"), partner_of(scene), F.lit("/"), date(scene, F.col("delivery")), ending)
