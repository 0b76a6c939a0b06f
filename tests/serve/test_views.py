"""An analyst who has the SQL server's tables, and what the programme's register tells of members besides."""

import itertools
from collections import Counter
from datetime import date

import pytest
from pyspark.sql import functions as F

import gcrm
from gcrm.core.contracts.step import Step
from gcrm.core.discovery import declared
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.profiles import PROFILE_FEATURES
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.serve import views
from gcrm.serve.sql import SERVED
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.members import SILVER_MEMBERS
from gcrm.silver.posts import POSTS
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse.member_history import MEMBER_HISTORY

AGES, SEXES, HOMES = (
    ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    ("female", "male"),
    ("1", "2", "3", "4", "5+"),
)
BEFORE, TODAY = date(2025, 11, 30), date(2025, 12, 31)
# Columns of tables that name members or what they did, of which each value is of many.
OF_MANY = {"partner_id", "store_id", "product_id", "area_id"}


def served():
    """Every table of the SQL server."""
    return [step.output for step in declared(gcrm, "STEP", Step) if step.output.layer in SERVED]


@pytest.fixture(scope="module")
def world(spark):
    """Six hundred members of 12 neighbourhoods in 3 districts, in cells of very different sizes."""
    areas = [(f"a{i}", "neighbourhood", f"d{i % 3}") for i in range(12)]
    draws = itertools.product(range(12), AGES, SEXES, HOMES)
    cells = [cell for i, cell in enumerate(draws) for _ in range(1 if i % 3 else 1 + i % 4)]
    store(spark, SILVER_AREAS, small(spark, "area_id string, level string, parent_area_id string", areas))
    people = [(f"m{i}", f"a{area}", age, sex, home) for i, (area, age, sex, home) in enumerate(cells)]
    kinds = "member_id string, area_id string, age_band string, sex string, household_size string"
    members = small(spark, kinds, people).withColumn("as_of", F.lit(TODAY)).withColumn("is_current", F.lit(True))
    # Earlier, everybody lived in one of the areas: those who did are one of few who moved from there.
    past = members.withColumns({"as_of": F.lit(BEFORE), "is_current": F.lit(False), "area_id": F.lit("a0")})
    for table in (MEMBER_HISTORY, PROFILE_FEATURES):
        both = members.unionByName(past)
        store(spark, table, both.select(*(name for name in both.columns if name in table.columns)))
    store(spark, SILVER_MEMBERS, members.drop("as_of", "is_current"))
    return people


def store(spark, table, given):
    empty = small(spark, schema(table), [])
    name = views.stored(table).replace(f"{views.STORED}.", "stored_")
    empty.unionByName(given, allowMissingColumns=True).select(*table.columns).createOrReplaceTempView(name)


def seen(spark, table):
    """What the analyst's view of a table gives."""
    sql = views.view(table, True)
    return spark.sql(sql.replace(f"{views.STORED}.", "stored_")).collect()


@pytest.mark.parametrize("table", [MEMBER_HISTORY, PROFILE_FEATURES], ids=lambda table: table.name)
def test_no_member_is_one_of_few_by_what_an_analyst_sees(spark, world, table):
    """The register's four columns name nearly every member; what the view shows names none, of one day or of two."""
    assert sum(n == 1 for n in _sizes(row[1:] for row in world)) > 300
    rows = seen(spark, table)
    assert len(rows) == 2 * len(world)
    told = {}
    for row in rows:
        told.setdefault(row["member_id"], set()).add((row["area_id"], row["age_band"], row["sex"]))
    nothing = {(None, None, None)}
    assert min(_sizes(frozenset(cells - nothing) for cells in told.values())) >= views.FEWEST
    assert sum(cells != nothing for cells in told.values()) > len(world) / 2, "and yet it does tell something"
    hidden = {"household_size", "income_band", "place_name", "region_code", "postal_code", "_source"}
    assert not hidden & {*rows[0].asDict()}


def test_where_and_who_a_member_is_stands_in_whole_cells_or_not_at_all():
    """A table with the area alone would tell it of those who are hidden where age and sex stand beside it."""
    for table in served():
        if any(field.pii == "pseudonym" for field in table.fields) and "member_id" in views.told(table):
            told = [name for name in views.told(table) if name in views.TRAITS]
            assert told in ([], [*views.TRAITS]), table.name
    assert not {*views.TRAITS} & {*views.told(SILVER_MEMBERS)}, "what was stated in turn"


def _sizes(keys):
    return [*Counter(keys).values()]


def test_texts_are_told_by_their_length_and_places_in_files_not_at_all():
    shown = views.view(POSTS, True)
    assert "length(`text`) AS `text_characters`" in shown
    assert "_source" not in shown
    assert "`text`," not in shown
    assert "_source" not in views.view(TRANSACTIONS, True)
    assert views.view(PUBLISHED_AREA_POWER, True) is None, "where nothing is to be hidden the table itself is served"


def test_ids_of_what_a_member_did_are_hashes_and_name_no_member():
    """Who issued a receipt, or runs the site of a visit, knows its id, its second and its customer."""
    for table in served():
        people = [field.name for field in table.fields if field.pii == "pseudonym"]
        things = [field.name for field in table.fields if field.pii == "thing"]
        ids = {field.name for field in table.fields if field.name.endswith("_id")}
        if people:
            assert ids == {*people, *things} | ids & OF_MANY, table.name
        if people and (things or any(field.type == "timestamp" for field in table.fields)):
            assert things, table.name
            assert not {*people} & {*views.told(table)}, table.name


def test_of_lists_of_texts_it_is_told_how_many_they_are(spark):
    """Hashtags and addresses of pages are what somebody wrote, as the text is."""
    member = {"post_id": "p", "member_id": "m", "text": "so #good", "hashtags": ["good"], "urls": []}
    told = small(spark, "post_id string, member_id string, text string, hashtags array<string>, urls array<string>",
                 [tuple(member.values())])  # fmt: skip
    store(spark, POST_TEXTS, told)
    [row] = seen(spark, POST_TEXTS)
    assert (row["text_characters"], row["n_hashtags"], row["n_urls"]) == (8, 1, 0)
    assert not {"member_id", "text", "hashtags", "urls"} & {*row.asDict()}


def test_a_view_names_each_of_its_columns_once():
    assert views.columns(POSTS).startswith("`post_id` COMMENT 'Keyed hash of")
    assert views.columns(POSTS).count(" COMMENT ") == len(POSTS.fields) - 4
