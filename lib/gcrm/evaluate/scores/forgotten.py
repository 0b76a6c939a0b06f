"""Members who were forgotten against the tables: none of their rows may be there, or have come back."""

from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.silver.members import SILVER_MEMBERS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.member_months import MEMBER_MONTHS

_TABLES = (SILVER_MEMBERS, TRANSACTIONS, MEMBER_MONTHS)


def measure(given: Given) -> list[Measure]:
    """Rows of members who stand on the list, by the truth of their cards."""
    gone = given.forgotten()
    if gone is None:
        return [Measure("rows of forgotten members", "nobody was forgotten", unit="rows", ideal=0.0, at_most=0.0)]
    members = F.broadcast(gone.select("member_id").persist())
    n = members.count()
    found = {table.name: given.read(table).join(members, "member_id", "left_semi").count() for table in _TABLES}
    says = f"{sum(found.values()):,} of {n:,} members" + "".join(f"; {k} {v:,}" for k, v in found.items() if v)
    return [Measure("rows of forgotten members", says, float(sum(found.values())), "rows", 0.0, at_most=0.0, n=n)]


SCORE = Score("forgotten", "rows of members who were forgotten", _TABLES, measure)
