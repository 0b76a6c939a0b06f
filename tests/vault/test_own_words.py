"""An author's names go, wherever and however they stand in the author's own texts; those of others stay."""

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.core.contracts.table import SOURCE, Field, Raw
from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain
from gcrm.sources.spec import FileSpec
from gcrm.vault.own_words import register

FILES = {
    "people": FileSpec(
        "p*.csv", "csv", ("card", "given", "family", "mail"), ("card",), ("card", "given", "family", "mail")
    ),
    "posts": FileSpec("q*.csv", "csv", ("post", "card", "said"), ("post",), ("card", "said")),
}
MEMBER, TEXT = Field("member_id", "string", "Member", pii="pseudonym"), Field("text", "string", "Said", pii="text")
RAWS = (Raw("members", (MEMBER,)), Raw("posts", (MEMBER, TEXT)))
SQL = {"members": "SELECT card AS member_id FROM people", "posts": "SELECT card AS member_id, said AS text FROM posts"}
FEED = Feed("club", FeedSpec("Club", FILES, "club"), SQL, "feeds/club")
SAID = [
    ("k-1", "Ana says: JOAO loved it; joão silva, and Anabel"),
    ("k-1", "nothing of mine"),
    ("k-2", "João says hello"),
    (None, "João again"),
]


def test_what_the_register_knows_of_an_author_is_no_word_of_the_author(spark, tmp_path):
    found = register(str(tmp_path), [FEED], RAWS)
    assert [(one.table.name, one.columns) for one in found.entries["club"]] == [
        ("vault.club_people", ("given", "family", "mail"))
    ]
    rows = small(spark, "member_id string, text string", SAID)
    assert found.masked(rows, "member_id", ["text"], "club") is rows, "nobody has registered yet"
    lake, table = Lakehouse(spark, str(tmp_path), str(tmp_path)), FEED.table("people")
    lake.create(table)
    kinds = (
        f"{', '.join(f'{name} string' for name in FILES['people'].fields)}, _extra map<string,string>, _problem string"
    )
    people = [("k-1", "João", "Ana Silva", "a|b@x.org", None, None, ("p.csv", 1, 2))]
    lake.append(table, small(spark, f"{kinds}, {SOURCE.name} {SOURCE.type}", people), "x", 1, {})
    assert plain(found.masked(rows, "member_id", ["text"], "club").select("text")) == [
        ("João again",),
        ("João says hello",),
        ("[name] says: [name] loved it; [name] [name], and Anabel",),
        ("nothing of mine",),
    ]  # fmt: skip
    assert found.masked(rows, "member_id", ["text"], "other") is rows
