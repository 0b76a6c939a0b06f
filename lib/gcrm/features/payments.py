"""One row per member with a payment, as of a date: how the member pays."""

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.features.topics import KEY, Figure
from gcrm.warehouse.member_payments import MEMBER_PAYMENTS, METHODS


def _share(method: str) -> Figure:
    said = method.replace("_", " ")
    words = None if method == "other" else (f"no {said}", said)
    return Figure(f"{method}_share", "double", f"Payments by {said}, of all; null without", words=words)


PAYMENT_FEATURES = Table(
    name="features.payments",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        *map(_share, METHODS),
        Figure(
            "mean_instalments",
            "double",
            "Mean instalments of a payment; null without payments",
            words=("pays at once", "instalments"),
        ),
    ),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(totals: DataFrame, as_of: date) -> DataFrame:
    """A map over what the member paid so far."""
    return totals.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        *(F.try_divide(f"n_payments_{method}", "n_payments").alias(f"{method}_share") for method in METHODS),
        "mean_instalments",
    )


STEP = Step(output=PAYMENT_FEATURES, inputs={"totals": MEMBER_PAYMENTS}, build=build)
