"""A year of posts by made-up members, made once."""

import pytest
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from tests.simulate.conftest import CONF
from tests.simulate.streams.posts.made_up import BRANDS, DRAWS, N

from gcrm.simulate.parameters import LANGUAGES, World
from gcrm.simulate.streams.posts.writing import is_early_adopter, posts
from gcrm.simulate.world import load


@pytest.fixture(scope="session")
def world() -> World:
    """More authors, who write more, than in the world as it stands: a small sample must tell rates apart."""
    sets = ["posts.authors=0.5", "posts.a_week=0.4", "posts.spam_rate=0.1", "posts.personal_rate=0.2"]
    return load(CONF, [*sets, "posts.misspelt_rate=0.2", "posts.misspelt_name_rate=0.0"])


@pytest.fixture(scope="session")
def members(spark: SparkSession) -> DataFrame:
    language = F.get(F.split(F.lit(",".join(LANGUAGES)), ","), (F.col("id") % 5).cast("int"))
    joined = F.when(F.col("id") % 10 == 9, 200).otherwise(0)
    return spark.range(N).select(
        F.col("id").alias("member"),
        language.alias("language"),
        F.lit(0).alias("archetype"),
        F.lit(0).alias("home"),
        joined.alias("joined_day"),
        F.lit("Hanwell").alias("place"),
    )


@pytest.fixture(scope="session")
def year(members: DataFrame, world: World) -> list[Row]:
    return posts(members, world.posts, world, DRAWS, 0, 364, BRANDS).collect()


@pytest.fixture(scope="session")
def by_members(year: list[Row]) -> list[Row]:
    return [post for post in year if not post.is_bot]


@pytest.fixture(scope="session")
def early(members: DataFrame) -> set[int]:
    return {row.member for row in members.filter(is_early_adopter(DRAWS)).collect()}
