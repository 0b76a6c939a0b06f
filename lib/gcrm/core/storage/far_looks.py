"""The looks of `looks.py` through Spark: for tables on HDFS, and for those that the other reader refuses."""

from collections.abc import Iterable, Mapping

from pyspark.errors import PySparkException
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import may_enter
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.looks import DAY, Answer, answer, newest_first, require


class FarLooks:
    """The tables of one lakehouse anywhere; `tables` are all that there can be."""

    dialect = "spark"
    each = "explode"

    def __init__(self, lake: Lakehouse, tables: Iterable[Table]) -> None:
        self.lake, self.tables = lake, {table.name: table for table in tables}
        self.vault = lake.vault

    def names(self) -> list[str]:
        """The tables that are there, in the order of `tables`; those of the vault where this user may enter it."""
        in_vault = may_enter(self.lake.vault)
        seen = (table for table in self.tables.values() if in_vault or table.layer != "vault")
        return [table.name for table in seen if self.lake.exists(table)]

    def version(self, name: str) -> int:
        """The newest version."""
        return self.lake.version(self.tables[name])

    def holds(self, name: str) -> str:
        """What the table holds: the first line of its contract."""
        return self.tables[name].doc.strip().split("\n")[0]

    def rules(self, name: str) -> dict[str, str]:
        """The rules of rows that the table holds to, by name."""
        return {rule.name: rule.sql for rule in self.tables[name].all_rules}

    def count(self, name: str) -> int:
        """Rows of the newest version."""
        return self.lake.read(self.tables[name]).count()

    def rows(self, name: str, limit: int) -> Answer:
        """The first rows of the newest version, by its key; of days that stand side by side the newest first."""
        table = self.tables[name]
        key, frame = table.key, self.lake.read(table)
        order = [F.desc(name) if name == DAY else F.col(name) for name in newest_first(key)]
        return answer((frame.orderBy(*order) if key else frame).limit(limit).toArrow())

    def query(self, sql: str, tables: Mapping[str, str]) -> Answer:
        """The answer to a SELECT; `tables` maps each name in it to a table's.

        Raises UsageError for a statement that cannot be run, and for a table that is not there.
        """
        for name, table in tables.items():
            if not self.lake.exists(self.tables[table]):
                require(table, self.names())
            self.lake.read(self.tables[table]).createOrReplaceTempView(name)
        try:
            return answer(self.lake.spark.sql(sql).toArrow())
        except PySparkException as error:
            said = str(error).strip().splitlines()[0].rstrip(".")
            raise UsageError(f"The statement cannot be run: {said}.") from None
