"""One row per member: the segment whose centre is nearest, and how far from it the member is."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.fit import Fit, chosen
from gcrm.models.segments.scaling import scaled_array, transformed
from gcrm.stats import score

_MADE = (
    *(("segment", "int"), ("distance", "double"), ("confidence", "double")),
    *(("second_segment", "int"), ("is_unassigned", "boolean")),
)

SEGMENT_MEMBERS = Table(
    name="models.segment_members",
    doc=__doc__,
    key=("member_id", "as_of"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the segment holds"),
        Field("segment", "int", "Number of the segment", required=True),
        Field("distance", "double", "To the own centre, on the scaled features", required=True),
        Field("confidence", "double", "Share of the member that is the segment's, by the mixture"),
        Field("second_segment", "int", "The segment that is next likeliest; null where there is one only"),
        Field("is_unassigned", "boolean", "Farther than 99.5% of the segment's members were at its fit"),
    ),
    rules=(
        Rule("distance_is_not_negative", "distance >= 0"),
        Rule("segment_is_a_number_from_1", "segment >= 1"),
        Rule("confidence_is_a_share", "confidence IS NULL OR confidence BETWEEN 0 AND 1"),
    ),
    checks=(Unique(("member_id", "as_of")),),
    load=Snapshots(),
)


def build(members: DataFrame, choices: DataFrame) -> DataFrame:
    """One map pass over members, by the parameters alone; no rows where there are no segments."""
    fit = chosen(choices)
    if fit is None:
        return members.limit(0).select("member_id", "as_of", *(F.lit(None).cast(kind).alias(n) for n, kind in _MADE))
    features = [transformed(scale.feature, scale.transform) for scale in fit.scales]
    told = members.select("member_id", "as_of", _scorer(fit)(*features).alias("told"))
    return told.select("member_id", "as_of", *(f"told.{name}" for name, _ in _MADE))


def _scorer(fit: Fit) -> Callable[..., Column]:
    """What makes `_MADE` of transformed features. In numpy, for as expressions a mixture of many features is more
    code than the compiler takes."""
    own = score.Scorer(
        np.array(fit.centres),
        np.array([one.constant for one in fit.components]),
        np.array([one.mean for one in fit.components]),
        np.array([one.white for one in fit.components]).reshape(-1, len(fit.scales), len(fit.scales)),
    )
    segments, radii = np.array(fit.segments, dtype=np.int32), np.array(fit.radii)
    kinds = {"int": pa.int32(), "double": pa.float64(), "boolean": pa.bool_()}

    @arrow_udf(f"struct<{','.join(f'{name}:{kind}' for name, kind in _MADE)}>")  # type: ignore[call-overload, untyped-decorator]
    def told(*features: pa.Array) -> pa.Array:
        x = np.column_stack([one.to_numpy(zero_copy_only=False) for one in features])
        found = own.of(scaled_array(x, fit.scales))
        second = pa.array(segments[found.second], mask=found.second < 0)
        share = pa.array(found.share, mask=np.isnan(found.share))
        columns = (segments[found.nearest], found.distance, share, second, found.distance > radii[found.nearest])
        arrays = [pa.array(one, kinds[kind]) for one, (_, kind) in zip(columns, _MADE, strict=True)]
        return pa.StructArray.from_arrays(arrays, names=[name for name, _ in _MADE])

    return told  # type: ignore[no-any-return]


STEP = Step(output=SEGMENT_MEMBERS, inputs={"members": MEMBER_FEATURES, "choices": CHOICES}, build=build)
