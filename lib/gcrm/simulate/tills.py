"""Basket lines as deliveries: which file a line lies in, and how its system writes it."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.dirt import defect, fate, spoiled
from gcrm.simulate.draws import at, constant
from gcrm.simulate.members import card
from gcrm.simulate.rhythm import WEEK
from gcrm.simulate.scene import Scene
from gcrm.simulate.systems import SYSTEMS, DateOrder, Fact, System
from gcrm.simulate.words import products
from gcrm.simulate.writer import CORRECTED, Style

# Variants of a file's layout are a sum of these.
RECASED, REORDERED, LATE = 1, 2, 4
VARIANTS = tuple(
    "+".join(n for bit, n in ((1, "recased"), (2, "reordered"), (4, "new_layout")) if v & bit) for v in range(8)
)
_PAYMENTS = ("credit_card", "debit_card", "voucher", "bank_slip")


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
    ends = F.floor(comes / WEEK) * WEEK + WEEK - 1
    due = marked.withColumn("delivery", F.when(daily, comes).otherwise(ends).cast("int"))
    due = due.filter((F.col("delivery") >= from_day) & (F.col("delivery") < end_day))
    cuts, whole = fate(draws, dirt, True), fate(draws, dirt, False)
    fated = due.withColumn("fate", F.when(parquet, whole).otherwise(cuts))
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
    drawn = [draws.uniform(kind, "brand", "delivery") < getattr(world.dirt, kind) for kind in ("recased", "reordered")]
    late = (F.col("delivery") >= world.dirt.new_layout_day) & F.lit(bool(system.late_columns))
    variant = sum((F.when(on, bit).otherwise(0) for on, bit in zip([*drawn, late], (1, 2, 4), strict=True)), F.lit(0))
    told = rows.withColumns(
        {
            "variant": variant,
            "receipt": F.concat(_by_brand(scene, "partner_id"), F.lit("-"), F.lower(F.hex("visit"))),
            "card": card(F.col("member")),
            "store": F.col("store_id"),
            "sold": _moment(scene),
        }
    )
    made = spoiled(told, world, system.kind != "parquet")
    facts = _facts(system, [c.name for c in world.categories])
    return made.select(
        _path(system, name, scene).alias("path"), _record(system, facts).alias("record"),
        *("variant", "fate", "receipt", "line", "kind"),
    )  # fmt: skip


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
        return Style(types=types, variants=("",) * len(VARIANTS))
    headers = tuple(_header(system, v) for v in range(8)) if system.kind == "csv" else ()
    return Style(system.encoding, system.gzipped, headers, VARIANTS)


def columns(system: System, variant: int) -> list[tuple[str, Fact]]:
    """A file's columns in their order, under the names that it writes."""
    given = [*system.columns.items(), *(system.late_columns if variant & LATE else ())]
    ordered = given[::-1] if variant & REORDERED else given
    return [(name.upper() if variant & RECASED else name, fact) for name, fact in ordered]


def _header(system: System, variant: int) -> str:
    return system.sep.join(name for name, _ in columns(system, variant))


def _record(system: System, facts: dict[str, Column]) -> Column:
    """A record by the row's variant; recasing changes the keys of objects, but no line of a CSV file."""
    if system.kind == "parquet":
        return F.to_json(F.struct(*(facts[fact].alias(name) for name, fact in system.columns.items())))

    def made(variant: int) -> Column:
        if system.kind == "csv":
            return F.concat_ws(
                system.sep, *(F.coalesce(facts[fact], F.lit("")) for _, fact in columns(system, variant))
            )
        fields = (facts[fact].alias(name) for name, fact in columns(system, variant))
        return F.to_json(F.struct(*fields), {"ignoreNullFields": "false"})

    asked = 7 if system.kind == "jsonl" else REORDERED | LATE
    seen = F.col("variant").bitwiseAND(asked)
    possible = [v for v in range(1, 8) if v & asked == v and (system.late_columns or not v & LATE)]
    chain = F.when(seen == 0, made(0))
    for variant in possible:
        chain = chain.when(seen == variant, made(variant))
    return chain


def _facts(system: System, categories: list[str]) -> dict[str, Column]:
    """Every fact as text, as the system writes it."""
    names = products().names[system.language]
    groups = F.split(F.lit("\x1f".join(names[name] for name in categories)), "\x1f")
    typed = system.kind == "jsonl"  # figures are figures in JSON, and text elsewhere
    digits = {"amount": 2, "discount": 2, "quantity": 3}
    money = {name: (_figure if typed else _text)(F.col(name), n) for name, n in digits.items()}
    if system.decimal_comma:
        money = {name: F.translate(text, ".", ",") for name, text in money.items()}
    method = F.pmod(F.shiftright("visit", 8), F.lit(len(_PAYMENTS)))
    instalments = F.when(method == 0, 1 + F.pmod(F.shiftright("visit", 16), F.lit(6))).otherwise(1)
    return {
        **{name: F.col(name) for name in ("receipt", "card", "store", "article")},
        **money,
        "line": F.col("line") if typed else F.col("line").cast("string"),
        "sold": _sold(system),
        "group": at(groups, F.col("category")),
        "payment": at(F.split(F.lit(",".join(_PAYMENTS)), ","), method),
        "instalments": instalments,
        "till": F.concat(F.lit("T"), F.pmod(F.col("visit"), F.lit(9)).cast("string")),
    }


def _text(whole: Column, digits: int) -> Column:
    """A whole number of hundredths or thousandths as text with a point; by parts, as decimals are slow to write."""
    size = F.abs(whole)
    parts = [F.floor(size / 10**digits).cast("string"), F.lpad((size % 10**digits).cast("string"), digits, "0")]
    return F.concat(F.when(whole < 0, "-").otherwise(""), F.concat_ws(".", *parts))


def _figure(whole: Column, digits: int) -> Column:
    return (whole.cast("decimal(12,0)") * F.expr(f"1e-{digits}BD")).cast(f"decimal(14,{digits})")


def _sold(system: System) -> Column:
    before = ordered_date(F.col("sold"), system.dates)
    late = F.col("variant").bitwiseAND(LATE) != 0
    return F.when(late, F.col("sold")).otherwise(before) if system.late_columns else before


def ordered_date(iso: Column, order: DateOrder) -> Column:
    """An ISO date and time in another order.

    >>> frame = spark.sql("SELECT '2025-03-09 10:00:05' AS t")
    >>> frame.select(ordered_date(F.col("t"), "dmy").alias("t")).first().t
    '09/03/2025 10:00:05'
    """
    if order == "iso":
        return iso
    year, month, day, time = (F.substring(iso, *part) for part in ((1, 4), (6, 2), (9, 2), (11, 9)))
    parts = (year, month, day) if order == "ymd" else (day, month, year)
    return F.concat(F.concat_ws("/", *parts), time)


def _moment(scene: Scene) -> Column:
    """Date and time as ISO text, by tables: formatting a timestamp takes ten times as long."""
    two = F.split(F.lit(",".join(f"{n:02d}" for n in range(60))), ",")
    second = F.col("second")
    clock = [at(two, F.floor(second / 3600)), at(two, F.floor(second / 60) % 60), at(two, second % 60)]
    return F.concat(_date(scene, F.col("day")), F.lit(" "), F.concat_ws(":", *clock))


def _date(scene: Scene, day: Column) -> Column:
    return F.date_add(F.lit(scene.world.start), day).cast("string")


def _by_brand(scene: Scene, name: str) -> Column:
    return at(F.split(F.lit(",".join(getattr(brand, name) for brand in scene.brands)), ","), F.col("brand"))


def _path(system: System, name: str, scene: Scene) -> Column:
    ending = F.when(F.col("copy") == 1, f"_corrected{system.suffix}").otherwise(system.suffix)
    return F.concat(
        F.lit(f"{name}/"), _by_brand(scene, "partner_id"), F.lit("/"), _date(scene, F.col("delivery")), ending
    )
