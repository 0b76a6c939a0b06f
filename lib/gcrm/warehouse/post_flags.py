"""One row per post that no measure counts, with the reasons: spam, a copy, or an account that looks like a machine.

Judged month by month. `spam`: it leads to a page that several accounts lead to, or to any page in words that spam is
made of, and names no partner. `copy`: the same words stand under several accounts, or again and again under one.
`bot`: an account with more posts a day than people write, or one that writes often and nearly only what others or it
itself have written already.
"""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step
from gcrm.core.contracts.table import Field, ReplaceGroups, Rule, Table
from gcrm.silver.texts import JOB
from gcrm.silver.texts.post_texts import POST_TEXTS

REASONS = ("spam", "copy", "bot")

POST_FLAGS = Table(
    name="warehouse.post_flags",
    doc=__doc__,
    key=("post_id",),
    fields=(
        Field("post_id", "string", "Keyed hash of the id of the post", pii="thing"),
        Field("month", "date", "First day of the month of the post", required=True),
        Field("member_id", "string", "Pseudonym of the author, where known", pii="pseudonym"),
        Field("reasons", "array<string>", "spam, copy, bot", required=True),
    ),
    rules=(Rule("has_a_reason", "size(reasons) > 0"),),
    load=ReplaceGroups(("month",)),
    cluster_by=("month",),
    period="month",
)
_SPAM_WORDS = (
    *("free phone", "earn thousands", "lose weight", "followers", "last chance", "click here", "no experience needed"),
    *("trúng", "miễn phí", "tại nhà", "giảm cân", "theo dõi", "cơ hội cuối"),
    *("ฟรี", "รายได้", "ลดน้ำหนัก", "ผู้ติดตาม", "โอกาสสุดท้าย"),
    *("당첨", "무료", "재택", "다이어트", "팔로워", "마지막 기회"),
    *("grátis", "trabalhe em casa", "emagreça", "seguidores", "última chance"),
)


@dataclass(frozen=True)
class Settings:
    """When a post is left out of measures.

    `own_pages`: beginnings of addresses that the coalition's own posts lead to. `spam_words`: with a link, and without
    a partner, these make a post spam. `accounts`: that write the same, or lead to the same page, in a month.
    `again`: copies of one account in a month. `posts_a_day`: that nobody writes. `bot_posts`, `copied_share`: posts of
    a month from which on an account is judged by the share of them whose words stand elsewhere too.
    """

    own_pages: tuple[str, ...] = ()
    spam_words: tuple[str, ...] = _SPAM_WORDS
    accounts: int = 3
    again: int = 3
    posts_a_day: int = 30
    bot_posts: int = 4
    copied_share: float = 0.8

    def __post_init__(self) -> None:
        if min(self.accounts, self.again, self.posts_a_day, self.bot_posts) < 2:
            raise ValueError("accounts, again, posts_a_day and bot_posts must be 2 or more.")
        if not 0 < self.copied_share <= 1:
            raise ValueError("copied_share must be above 0 and at most 1, such as 0.8.")


def build(texts: DataFrame, settings: Settings) -> DataFrame:
    """Windows over the posts of the months that changed; only posts with a reason are kept."""
    page = F.filter("urls", lambda url: ~_begins(url, settings.own_pages))
    # An account that nobody knows is an account of its own.
    author = account()
    given = texts.select(
        *("post_id", "month", "member_id", "copy_key", "frame_key"),
        F.to_date("posted_at").alias("day"),
        author.alias("author"),
        F.get(page, F.lit(0)).alias("page"),
        _holds(F.lower("text"), settings.spam_words).alias("in_words"),
        (F.size("partners") == 0).alias("names_nobody"),
    )
    posts = given.withColumns(
        {
            "page_accounts": _authors("page"),
            "copy_accounts": _authors("copy_key"),
            "frame_accounts": _authors("frame_key"),
            "again": F.when(F.col("copy_key").isNotNull(), F.count(F.lit(1)).over(_of("author", "copy_key"))),
            "a_day": F.count(F.lit(1)).over(Window.partitionBy("author", "day")),
            "own_frames": F.when(F.col("frame_key").isNotNull(), F.count(F.lit(1)).over(_of("author", "frame_key"))),
        }
    )
    stands_elsewhere = (F.col("frame_accounts") >= settings.accounts) | (F.col("own_frames") >= settings.again)
    of_author = _of("author")
    share = F.avg(F.coalesce(stands_elsewhere, F.lit(False)).cast("double")).over(of_author)
    many = F.count(F.lit(1)).over(of_author) >= settings.bot_posts
    spread = F.col("page_accounts") >= settings.accounts
    found = {
        "spam": F.col("page").isNotNull() & F.col("names_nobody") & (F.col("in_words") | spread),
        "copy": (F.col("copy_accounts") >= settings.accounts) | (F.col("again") >= settings.again),
        "bot": (F.col("a_day") >= settings.posts_a_day) | (many & (share >= settings.copied_share)),
    }
    reasons = F.array_compact(F.array(*(F.when(which, F.lit(name)) for name, which in found.items())))
    flagged = posts.select("post_id", "month", "member_id", reasons.alias("reasons"))
    return flagged.filter(F.size("reasons") > 0)


def _of(*columns: str) -> WindowSpec:
    return Window.partitionBy("month", *columns)


def _authors(key: str) -> Column:
    """How many accounts have posts with the same key in the month; null without a key."""
    # About, by a sketch: a page that a million accounts lead to makes no list of a million names.
    return F.when(F.col(key).isNotNull(), F.approx_count_distinct("author", 0.02).over(_of(key)))


def _begins(url: Column, own: tuple[str, ...]) -> Column:
    found = F.lit(False)
    for one in own:
        found = found | url.startswith(one)
    return found


def _holds(text: Column, words: tuple[str, ...]) -> Column:
    found = F.lit(False)
    for word in words:
        found = found | text.contains(word.lower())
    return found


def account() -> Column:
    """Who wrote a post: the member, or of one whom nobody knows, nobody else."""
    return F.coalesce("member_id", F.concat(F.lit("post "), F.col("post_id")))


STEP = Step(output=POST_FLAGS, inputs={"texts": News(POST_TEXTS)}, build=build, settings=Settings, job=JOB)
