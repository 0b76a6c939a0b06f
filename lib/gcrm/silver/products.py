"""One row per product, in the coalition's categories."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Field, Table, Unique, Upsert, raw

PRODUCTS = Table(
    name="silver.products",
    doc=__doc__,
    key=("product_id",),
    fields=(
        Field("product_id", "string", "Coalition's id of the product"),
        Field("category", "string", "Category, in English"),
        Field("category_as_delivered", "string", "Category in the partner's words"),
        Field("department", "string", "Group of categories"),
        Field("brand", "string", "Brand, as far as it is told"),
        Field("weight", "double", "Weight of one unit", unit="g"),
        SOURCE,
    ),
    checks=(Unique(("product_id",)),),
    load=Upsert(deletes=True),
)
RAW = raw(PRODUCTS, unlocks="categories, brands and departments of what is bought")


def build(raw: DataFrame) -> DataFrame:
    """As the feeds give them."""
    return raw


STEP = Step(output=PRODUCTS, inputs={"raw": RAW}, build=build)
