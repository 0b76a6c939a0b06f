"""Columns that many frames have in common: what follows from a row's brand, visit or day."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.simulate.draws import at, constant, listed
from gcrm.simulate.parameters import WEEK
from gcrm.simulate.scene import Scene


def line_of(scene: Scene) -> Column:
    """The position of the line of business of a `brand`."""
    lines = [*scene.world.lines_of_business]
    return at(constant([lines.index(brand.line) for brand in scene.brands]), F.col("brand"))


def partner_of(scene: Scene, brand: str = "brand") -> Column:
    """The partner's id, by the column that holds the position of its brand."""
    return at(listed([one.partner_id for one in scene.brands]), F.col(brand))


def receipt(partner: Column, visit: str = "visit") -> Column:
    """The number of the receipt of a visit: a partner's id and the visit in hexadecimal."""
    return F.concat(partner, F.lit("-"), F.lower(F.hex(visit)))


def week_end(day: Column) -> Column:
    """The last day of a day's block of seven: when a week's rows are delivered."""
    return (F.floor(day / WEEK) * WEEK + WEEK - 1).cast("int")


def date(scene: Scene, day: Column) -> Column:
    """A day as YYYY-MM-DD."""
    return F.date_add(F.lit(scene.world.start), day.cast("int")).cast("string")


def moment(scene: Scene) -> Column:
    """`day` and `second` as YYYY-MM-DD HH:MM:SS, by tables: formatting a timestamp takes ten times as long."""
    two, second = listed([f"{n:02d}" for n in range(60)]), F.col("second")
    clock = [at(two, F.floor(second / 3600)), at(two, F.floor(second / 60) % 60), at(two, second % 60)]
    return F.concat(date(scene, F.col("day")), F.lit(" "), F.concat_ws(":", *clock))


def home_on(day: Column) -> Column:
    """The neighbourhood in which a member (`home`, `next_home`, `move_day`) lives on a day."""
    moved = F.coalesce(day >= F.col("move_day"), F.lit(False))
    return F.when(moved, F.col("next_home")).otherwise(F.col("home"))
