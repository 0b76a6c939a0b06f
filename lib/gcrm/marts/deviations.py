"""One row per member who fits no group, with the three features that make the member odd.

Such a member is farther from the own segment's centre than 99.5% of members should be, and odd by the segment's shape
too (robust Mahalanobis distance). Both are measured by those who fit, so that the odd ones do not make each other look
usual: the 99.5th percentile is worked out from the median and the upper quartile of distance, and the shape is that of
members within it. Features are compared on the model's frozen scale, the odd member's own uncut. Who came seldom is
left out, for nobody knows yet. Deviators who are alike in what makes them odd share a `pattern`; where one is shared by
many, a new segment is being born.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import MEMBER_FEATURES
from gcrm.features.topics import figures
from gcrm.models.segments import JOB
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.fit import Fit, chosen
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.scaling import cut, scaled, uncut, unscaled
from gcrm.stats import mahalanobis
from gcrm.stats.mahalanobis import Shape

_REACH = 2.5758293035489004 / 0.6744897501960817  # 99.5th percentile of a normal, in distances to its upper quartile
_FARTHEST = 10.0  # standard deviations at which an odd member's feature counts: ten or a thousand is as odd
_REASON = "struct<feature:string,value:double,usual:double,sds:double>"

DEVIATIONS = Table(
    name="marts.deviations",
    doc=__doc__,
    key=("member_id", "as_of"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which it holds"),
        Field("segment", "int", "Nearest segment", required=True),
        Field("distance", "double", "To its centre, on the scaled features", required=True),
        Field("radius", "double", "Within which 99.5% of its members should lie", required=True),
        Field("mahalanobis", "double", "Distance by the segment's shape, in standard deviations", required=True),
        Field("limit", "double", "Within which 99.9% of a segment of normal shape lie", required=True),
        Field(
            "reasons",
            "array<struct<feature:string,value:double,usual:double,sds:double>>",
            "The features that make the member odd, the strongest first: its value, the segment's usual one, and how "
            "many standard deviations lie between",
            required=True,
        ),
        Field("pattern", "string", "What makes the member odd, without figures", required=True),
        Field("n_alike", "bigint", "Deviators with the same pattern", required=True, unit="members"),
        Field("is_new_group", "boolean", "So many that a segment of its own is being born", required=True),
        Field("says", "string", "What makes the member odd, in a sentence", required=True),
    ),
    rules=(Rule("is_beyond_the_limit", "mahalanobis > limit"),),
    checks=(Unique(("member_id", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`within`: share of a normal segment within the limit. `least_visits`: of a member, below which nobody can tell.
    `reasons`: features named. `group`: deviators of one pattern who are reported as a new group."""

    within: float = 0.999
    least_visits: int = 8
    reasons: int = 3
    group: int = 20

    def __post_init__(self) -> None:
        if not 0.5 < self.within < 1 or self.reasons < 1 or self.group < 2:
            raise ValueError("within must lie between 0.5 and 1, reasons be 1 or more, and group 2 or more.")


def build(members: DataFrame, segments: DataFrame, choices: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """A pass for the radii of segments, one for their shapes; then only members beyond the radius are looked at."""
    fit, reach = chosen(choices), radii(segments)
    if fit is None or not reach:
        return small(members.sparkSession, schema(DEVIATIONS))
    radius = F.create_map(*(F.lit(part) for pair in reach.items() for part in pair))[F.col("segment")]
    own = segments.select("member_id", "segment", "distance", radius.alias("radius"))
    known = members.join(own, "member_id").filter(F.col("n_visits") >= settings.least_visits)
    fits = shapes(known.filter("distance <= radius"), fit)
    return told(known.filter("distance > radius"), fit, fits, settings, as_of)


def radii(segments: DataFrame) -> dict[int, float]:
    """Per segment the distance within which 99.5% should lie, by what a normal distribution with that median and upper
    quartile has: a handful of odd members cannot move it."""
    middle, upper = (F.percentile("distance", F.lit(share)).alias(name) for name, share in (("m", 0.5), ("u", 0.75)))
    rows = segments.groupBy("segment").agg(middle, upper).collect()
    return {row["segment"]: row["m"] + _REACH * (row["u"] - row["m"]) for row in rows}


def shapes(joined: DataFrame, fit: Fit) -> dict[int, Shape]:
    """The shape of each segment, from sums over members."""
    x = [scaled(scale) for scale in fit.scales]
    pairs = [(i, j) for i in range(len(x)) for j in range(i, len(x))]
    wanted = [F.sum(exact(one)).cast("double") for one in x]
    wanted += [F.sum(exact(x[i] * x[j])).cast("double") for i, j in pairs]
    rows = joined.groupBy("segment").agg(
        F.count(F.lit(1)).alias("n"), *(c.alias(f"s{i}") for i, c in enumerate(wanted))
    )
    found = {}
    for row in rows.collect():
        sums = [row[f"s{i}"] for i in range(len(x))]
        products = [[0.0] * len(x) for _ in x]
        for at, (i, j) in enumerate(pairs, len(x)):
            products[i][j] = products[j][i] = row[f"s{at}"]
        found[row["segment"]] = mahalanobis.shape(row["n"], sums, products)
    return found


def told(outside: DataFrame, fit: Fit, shape: Mapping[int, Shape], settings: Settings, as_of: date) -> DataFrame:
    """Those of the members outside who are odd by the shape too, with what makes them so."""
    segments = [one for one in fit.segments if one in shape]
    if not segments:
        return small(outside.sparkSession, schema(DEVIATIONS))
    limit = mahalanobis.limit(len(fit.scales), settings.within)
    at = F.array_position(F.array(*map(F.lit, segments)), F.col("segment")).cast("int") - 1
    z = [cut(uncut(scale), _FARTHEST) for scale in fit.scales]
    mine = [fit.at([float(shape[one].mean[i]) for one in segments], at) for i in range(len(z))]
    apart = [value - mean for value, mean in zip(z, mine, strict=True)]
    rows = [[float(v) for v in shape[one].precision.ravel()] for one in segments]
    columns = {
        "at": at,
        "apart": F.array(*apart),
        "sds": F.array(*(a / fit.at([float(shape[one].sd[i]) for one in segments], at) for i, a in enumerate(apart))),
        "precision": F.get(F.array(*(F.array(*map(F.lit, row)) for row in rows)), at),
        "usual": F.array(*(unscaled(fit.scales[i], mine[i]) for i in range(len(z)))),
    }
    known = outside.filter(F.col("segment").isin(segments)).withColumns(columns)
    far = known.withColumn("mahalanobis", F.sqrt(_quadratic(len(z)))).filter(F.col("mahalanobis") > limit)
    reasoned = far.withColumn("reasons", _reasons(fit, settings.reasons))
    patterned = reasoned.withColumn("pattern", F.array_join(F.transform("reasons", _word), ", "))
    alike = F.count(F.lit(1)).over(Window.partitionBy("segment", "pattern"))
    return patterned.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        "segment",
        "distance",
        "radius",
        "mahalanobis",
        F.lit(limit).alias("limit"),
        "reasons",
        "pattern",
        alike.alias("n_alike"),
        (alike >= settings.group).alias("is_new_group"),
        F.array_join(F.transform("reasons", _sentence), "; ").alias("says"),
    )


def _quadratic(n: int) -> Column:
    """apart' precision apart, of a matrix that lies row by row in one array."""
    i, j = F.sequence(F.lit(0), F.lit(n - 1)), F.sequence(F.lit(0), F.lit(n - 1))
    apart, matrix = F.col("apart"), F.col("precision")

    def row(k: Column) -> Column:
        terms = F.transform(j, lambda m: F.get(matrix, k * n + m) * F.get(apart, m))
        return F.get(apart, k) * F.aggregate(terms, F.lit(0.0), lambda total, one: total + one)

    return F.greatest(F.aggregate(F.transform(i, row), F.lit(0.0), lambda total, one: total + one), F.lit(0.0))


def _reasons(fit: Fit, most: int) -> Column:
    each = [
        F.struct(
            (-F.abs(F.get("sds", F.lit(i)))).alias("by"),
            F.struct(
                F.lit(scale.feature).alias("feature"),
                F.col(scale.feature).cast("double").alias("value"),
                F.get("usual", F.lit(i)).alias("usual"),
                F.get("sds", F.lit(i)).alias("sds"),
            ).cast(_REASON).alias("reason"),
        )
        for i, scale in enumerate(fit.scales)
    ]  # fmt: skip
    found = F.filter(F.array_sort(F.array(*each)), lambda one: one["by"] <= -1.0)
    return F.slice(F.transform(found, lambda one: one["reason"]), 1, most)


_WORDS = {one.name: one.words or (f"low {one.name}", f"high {one.name}") for one in figures(MEMBER_FEATURES)}


def _word(reason: Column) -> Column:
    low, high = (F.create_map(*(F.lit(part) for name in _WORDS for part in (name, _WORDS[name][i]))) for i in (0, 1))
    return F.when(reason["sds"] < 0, low[reason["feature"]]).otherwise(high[reason["feature"]])


def _sentence(reason: Column) -> Column:
    """Such as "many visits (41 where 6 is usual)"."""
    return F.concat(_word(reason), F.lit(" ("), _figure(reason["value"]), F.lit(" where "), _figure(reason["usual"]),
                    F.lit(" is usual)"))  # fmt: skip


def _figure(value: Column) -> Column:
    """A share or small figure with two digits, a large one without."""
    rounded = F.when(F.abs(value) < 10, F.round(value, 2).cast("string")).otherwise(F.format_number(value, 0))
    return F.coalesce(rounded, F.lit("unknown"))


STEP = Step(
    output=DEVIATIONS,
    inputs={"members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS, "choices": CHOICES},
    build=build,
    settings=Settings,
    job=JOB,
)
