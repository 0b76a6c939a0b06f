"""Topics of posts against those that they were written on, language by language; a topic may come in several parts."""

from collections.abc import Mapping

from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.stats.clustering import adjusted_rand_index
from gcrm.warehouse.topics.post_topics import POST_TOPICS

NAME, ENOUGH = "agreement", 500
Table = Mapping[tuple[int, str], int]


def measure(given: Given) -> list[Measure]:
    """Posts counted by the topic that was told and the true one; those without a true one are left out."""
    true = given.posts().filter("topic IS NOT NULL").select("post_id", F.col("topic").alias("true"))
    both = given.read(POST_TOPICS).join(true, "post_id").groupBy("language", "topic", "true")
    tables: dict[str, dict[tuple[int, str], int]] = {}
    for row in both.agg(F.count(F.lit(1)).alias("n")).collect():
        tables.setdefault(row["language"], {})[row["topic"], row["true"]] = row["n"]
    return compared(tables)


def compared(tables: Mapping[str, Table]) -> list[Measure]:
    """The adjusted Rand index of each language, and their mean by posts."""
    sizes = {language: sum(table.values()) for language, table in tables.items()}
    found = {language: _index(table) for language, table in tables.items() if sizes[language] > 1}
    n = sum(sizes[language] for language in found)
    if not n:
        return [Measure(NAME, "no language has topics yet", unit="ARI", ideal=1.0, enough=ENOUGH)]
    mean = sum(sizes[language] * index for language, index in found.items()) / n
    told = ", ".join(f"{language} {index:.2f}" for language, index in sorted(found.items()))
    says = f"adjusted Rand index {mean:.2f} over {n:,} posts ({told}); 0 is chance"
    return [Measure(NAME, says, mean, "ARI", 1.0, n=n, enough=ENOUGH)]


def _index(table: Table) -> float:
    rows, columns = (sorted({key[side] for key in table}, key=str) for side in (0, 1))
    return adjusted_rand_index([[table.get((row, column), 0) for column in columns] for row in rows])  # type: ignore[arg-type]


SCORE = Score("topics", "topics of posts against those that they were written on", (POST_TOPICS,), measure)
