"""One row per basket line, in the coalition's currency, whichever partner sold it."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, References, Rule, Table, Unique, Upsert, raw
from gcrm.silver.calendar import plausible_time
from gcrm.silver.partners import PARTNERS
from gcrm.silver.products import PRODUCTS
from gcrm.silver.stores import STORES

TRANSACTIONS = Table(
    name="silver.transactions",
    doc=__doc__,
    key=("transaction_id", "line"),
    fields=(
        Field(
            "transaction_id", "string", "Keyed hash of the partner's id of the basket; unique with line", pii="thing"
        ),
        Field("line", "int", "Number of the line in the basket; 1 is a purchase where there is one"),
        Field("member_id", "string", "Pseudonym of the member; null for an anonymous basket", pii="pseudonym"),
        Field("partner_id", "string", "Partner that sold the line", required=True),
        Field("store_id", "string", "Store that sold the line"),
        Field("product_id", "string", "Product of the line"),
        Field("category", "string", "Category of the product, in English"),
        Field("state", "string", "settled, open or cancelled", required=True),
        Field("sold_at", "timestamp", "Local time of the purchase", required=True),
        Field("business_date", "date", "Local day of the purchase", required=True, of="sold_at"),
        Field("month", "date", "First day of the month of business_date", required=True, of="sold_at"),
        Field("quantity", "decimal(18,3)", "Units of the product", required=True),
        Field("amount", "decimal(18,2)", "Paid for it, tax in, shipping out; negative for a return", required=True),
        Field("discount", "decimal(18,2)", "Taken off the shelf price, positive"),
        SOURCE,
    ),
    rules=(
        Rule("amount_is_not_zero", "amount <> 0", "A line without money is no purchase"),
        Rule("quantity_is_not_zero", "quantity <> 0"),
        # A product, for it is 0 or null where another rule has its say.
        Rule("quantity_has_the_sign_of_amount", "coalesce(quantity * amount, 0) >= 0", "A return gives units back"),
        Rule("state_is_known", "state IN ('settled', 'open', 'cancelled')"),
        plausible_time("sold_at"),
    ),
    checks=(
        Unique(("transaction_id", "line")),
        References("partner_id", PARTNERS),
        References("store_id", STORES, share=0.95),
        References("product_id", PRODUCTS, share=0.95),
    ),
    load=Upsert(deletes=True),
    day="business_date",
    cluster_by=("month", "member_id"),
)
RAW = raw(TRANSACTIONS, without=("business_date", "month"), unlocks="figures of members at all")


def build(raw: DataFrame) -> DataFrame:
    """Adds the calendar columns that news and pruning go by."""
    day = F.to_date("sold_at")
    return raw.withColumns({"business_date": day, "month": F.trunc(day, "month")})


STEP = Step(output=TRANSACTIONS, inputs={"raw": RAW}, build=build)
