"""An author's names go, wherever and however they stand in the author's own texts; those of others stay."""

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.core.contracts.table import SOURCE, Field, Raw
from gcrm.core.frames import small
from gcrm.core.testing import plain
from gcrm.sources.spec import FileSpec
from gcrm.vault.own_words import masked, register

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


def test_what_the_register_knows_of_an_author_is_no_word_of_the_author(spark):
    [entry] = register([FEED], RAWS)["club"]
    assert (entry.table.name, entry.columns) == ("vault.club_people", ("given", "family", "mail"))
    rows = small(spark, "member_id string, text string", SAID)
    kinds = (
        f"{', '.join(f'{name} string' for name in FILES['people'].fields)}, _extra map<string,string>, _problem string"
    )
    people = [("k-1", "João", "Ana Silva", "a|b@x.org", None, None, ("p.csv", 1, 2))]
    table = small(spark, f"{kinds}, {SOURCE.name} {SOURCE.type}", people)
    assert plain(masked(rows, "member_id", ["text"], [entry], [table]).select("text")) == [
        ("João again",),
        ("João says hello",),
        ("[name] says: [name] loved it; [name] [name], and Anabel",),
        ("nothing of mine",),
    ]  # fmt: skip
