"""What tests of SELECTs share: a feed of a till, and the mistakes of a SELECT over its files."""

from gcrm.bronze import select
from gcrm.bronze.feed import Feed, FeedSpec, SelectSpec
from gcrm.core.contracts.table import Field, Raw
from gcrm.sources.spec import FileSpec

FILES = {
    "sales": FileSpec("s*.csv", "csv", ("receipt", "customer", "article", "price"), key=("receipt",)),
    "articles": FileSpec("a*.csv", "csv", ("article", "label"), key=("article",)),
    "rates": FileSpec("r*.csv", "csv", ("currency", "rate")),
}
RAW = Raw("transactions", (Field("transaction_id", "string", "x"), Field("amount", "int", "x")))
GOOD = "SELECT receipt AS transaction_id, price AS amount, _source FROM sales"


def feed(sql=GOOD, **selects):
    spec = FeedSpec("Till", FILES, "till", {name: SelectSpec(**given) for name, given in selects.items()})
    return Feed("till", spec, {"transactions": sql}, "conf/till")


def mistakes(sql, **selects):
    return select.mistakes("transactions", feed(sql, **selects), RAW, ["members", "transactions"])
