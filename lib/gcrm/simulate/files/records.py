"""How each till system writes a basket line: its columns in every layout of a file, and its facts as text."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.simulate.draws import at, listed
from gcrm.simulate.files.systems import DateOrder, Fact, System
from gcrm.simulate.words import products

# What can be odd about a file's layout; a variant is a sum of these.
RECASED, REORDERED, LATE = 1, 2, 4
_ODD = {RECASED: "recased", REORDERED: "reordered", LATE: "new_layout"}
VARIANTS = tuple("+".join(name for bit, name in _ODD.items() if variant & bit) for variant in range(1 << len(_ODD)))
_PAYMENTS = ("credit_card", "debit_card", "voucher", "bank_slip")


def columns(system: System, variant: int) -> list[tuple[str, Fact]]:
    """A file's columns in their order, under the names that it writes."""
    given = [*system.columns.items(), *(system.late_columns if variant & LATE else ())]
    ordered = given[::-1] if variant & REORDERED else given
    return [(name.upper() if variant & RECASED else name, fact) for name, fact in ordered]


def header(system: System, variant: int) -> str:
    """The first line of a CSV file."""
    return system.sep.join(name for name, _ in columns(system, variant))


def record(system: System, told: dict[str, Column]) -> Column:
    """A record by the row's variant; recasing changes the keys of objects, but no line of a CSV file."""
    if system.kind == "parquet":
        return F.to_json(F.struct(*(told[fact].alias(name) for name, fact in system.columns.items())))

    def made(variant: int) -> Column:
        if system.kind == "csv":
            texts = (F.coalesce(told[fact], F.lit("")) for _, fact in columns(system, variant))
            return F.concat_ws(system.sep, *texts)
        fields = (told[fact].alias(name) for name, fact in columns(system, variant))
        return F.to_json(F.struct(*fields), {"ignoreNullFields": "false"})

    asked = REORDERED | LATE | (RECASED if system.kind == "jsonl" else 0)
    seen = F.col("variant").bitwiseAND(asked)
    possible = [v for v in range(1, len(VARIANTS)) if v & asked == v and (system.late_columns or not v & LATE)]
    chain = F.when(seen == 0, made(0))
    for variant in possible:
        chain = chain.when(seen == variant, made(variant))
    return chain


def facts(system: System, categories: list[str]) -> dict[str, Column]:
    """Every fact as text, as the system writes it."""
    names = products().names[system.language]
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
        "group": at(listed([names[name] for name in categories]), F.col("category")),
        "payment": at(listed(_PAYMENTS), method),
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
