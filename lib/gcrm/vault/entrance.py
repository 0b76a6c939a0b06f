"""The door to the vault: rows of members who were forgotten stay outside when a file is delivered again."""

from collections.abc import Iterable
from dataclasses import replace

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.bronze.feed import Feed
from gcrm.bronze.member_keys import KeyColumn, key_columns
from gcrm.core.contracts.step import Landing
from gcrm.core.contracts.table import Field, Raw
from gcrm.sources.rows import Files
from gcrm.vault import reading
from gcrm.vault.forgotten import Forgotten


def key_of(found: KeyColumn) -> Column:
    """The key that a column of a file holds, as pseudonyms are made of it; null for nobody's."""
    field = Field(found.column, "string", "Key of a member", pii="pseudonym")
    return reading.value(field, "string", reading.given(field, "string", found.values), found.values)


def guarded(landing: Landing, feed: Feed, raws: Iterable[Raw], forgotten: Forgotten) -> Landing:
    """The landing without the rows of members who were forgotten."""
    file, known = next(one for one in feed.spec.files if feed.table(one).name == landing.output.name), tuple(raws)

    def read(spark: SparkSession, files: Files) -> DataFrame:
        rows = landing.read(spark, files)
        if not forgotten.is_there(spark):
            return rows
        keys = [found for found in key_columns(feed, known) if found.file == file]
        # Of a row that is no record of its columns nobody knows which value stands where.
        odd = [F.when(F.col("_problem").isNotNull(), F.trim(F.col(name))) for name in feed.spec.files[file].fields]
        values = [*map(key_of, keys), *(odd if keys else [])]
        people = {f"_person_{i}": value for i, value in enumerate(values)}
        return forgotten.left_out(rows.withColumns(people), people, feed.spec.namespace).drop(*people)

    def is_empty(path: str) -> bool:
        # Where nothing came of a file that holds rows, all of them may be of members who were forgotten.
        if landing.is_empty(path):
            return True
        spark = SparkSession.active()
        return forgotten.is_there(spark) and not landing.read(spark, {path: (landing.relative(path), 1)}).isEmpty()

    return replace(landing, read=read, is_empty=is_empty)
