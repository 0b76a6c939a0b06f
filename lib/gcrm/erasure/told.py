"""What the ledger tells of members beside its figures: refused rows, and sentences that quote what was delivered."""

from collections.abc import Collection, Mapping
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.purge import Removed, purge, remove
from gcrm.erasure.estate import Estate
from gcrm.erasure.rewriting import SHORTEST
from gcrm.erasure.whose import PLACE, at
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quality import QUALITY
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS

WITHHELD = "(withheld)"
SENTENCES: tuple[tuple[Table, str], ...] = ((DELIVERIES, "reason"), (RUNS, "message"), (QUALITY, "told"))
_PSEUDONYM = "[0-9a-f]{32}"


def refused(lake: Lakehouse, members: DataFrame, places: Mapping[str, DataFrame]) -> DataFrame:
    """Entries of the quarantine that are the members': by the place in the landing, or by a pseudonym in the record."""
    entries = lake.read(QUARANTINE)
    wanted = F.broadcast(members.select(F.col("member_id").alias("_wanted")))
    named = entries.withColumn("_named", F.explode(F.regexp_extract_all("record", F.lit(f"({_PSEUDONYM})"), 1)))
    found = [named.join(wanted, F.col("_named") == F.col("_wanted"), "left_semi").select(*entries.columns)]
    found += [entries.join(place, list(PLACE), "left_semi").select(*entries.columns) for place in places.values()]
    return reduce(DataFrame.unionByName, found).dropDuplicates(["quarantine_id"])


def erase_refused(lake: Lakehouse, members: DataFrame, places: Mapping[str, DataFrame], note: str) -> Removed:
    """Takes the members' entries out of the quarantine."""
    if not lake.exists(QUARANTINE):
        return Removed()
    gone = refused(lake, members, places).select("quarantine_id")
    with lake.lock(QUARANTINE):
        return remove(lake, QUARANTINE, gone, "t.quarantine_id = s.quarantine_id") + purge(lake, QUARANTINE, note)


def texts(lake: Lakehouse, estate: Estate, places: Mapping[str, DataFrame], keys: Collection[str]) -> DataFrame:
    """Keys, names, addresses and what else identifies the members, as it stands in their delivered rows."""
    found = [small(lake.spark, "text string", [(key,) for key in keys])]
    for one in estate.delivered:
        if one.table.name in places and one.spec.personal:
            rows = lake.read(one.table)
            mine = at(rows, places[one.table.name])
            found += [mine.select(F.trim(F.col(name)).alias("text")) for name in one.spec.personal]
    return reduce(DataFrame.unionByName, found).filter(F.length("text") >= SHORTEST).distinct()


def erase_sentences(lake: Lakehouse, said: DataFrame, note: str) -> Removed:
    """Withholds the sentences of the ledger in which one of the texts stands."""
    done = Removed()
    for table, column in SENTENCES:
        if not lake.exists(table):
            continue
        rows = lake.read(table)
        quotes = F.col(column).isNotNull() & F.contains(F.col(column), F.col("text"))
        mine = rows.join(F.broadcast(said), quotes, "left_semi").withColumn(column, F.lit(WITHHELD))
        with lake.lock(table):
            n = lake.merge(table, mine, {"erasure": note})
            done += Removed(n) + (purge(lake, table, note) if n else Removed())
    return done
