"""What members write about, in what tone, and whether they buy it."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.features import member_interests
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS
from gcrm.warehouse.topics.post_topics import POST_TOPICS

AS_OF = date(2018, 3, 1)


def post(post_id, member="m", day="2018-02-01", tone="positive", categories=(), partners=()):
    about = {"categories": list(categories), "partners": list(partners), "by_partner": [], "by_aspect": []}
    return {
        "post_id": post_id,
        "member_id": member,
        "posted_at": f"{day} 23:59:00",
        "sentiment": tone,
        "language": "en",
        **about,
    }


def test_members_are_known_by_what_they_wrote_up_to_the_day(spark):
    opinions = rows(
        spark,
        POST_OPINIONS,
        post("1", categories=("fish", "fruit"), partners=("B1",)),
        post("2", day="2018-02-27", tone="negative", categories=("fish",)),
        post("3", tone="not judged"),
        post("spam", categories=("meat",)),
        post("later", day="2018-03-02", categories=("water",)),
        post("nobody", member=None),
        post("4", member="quiet"),
    )
    flags = rows(spark, POST_FLAGS, {"post_id": "spam", "reasons": ["spam"]})
    cells = rows(spark, MEMBER_MONTHS, *({"member_id": "m", "category": one} for one in ("fish", "water")))
    topics = rows(spark, POST_TOPICS, *({"post_id": own, "language": "en", "topic": 7} for own in ("1", "2", "spam")))
    built = member_interests.build(opinions, flags, topics, cells, AS_OF)
    columns = ("member_id", "n_written", "written_days_ago", "pleased_share", "n_written_categories", "interests")
    same(
        built.select(*columns, "written_partners", "topics", "bought_interest_share"),
        [
            ("m", 3, 2, 0.5, 2, {"fish": 2, "fruit": 1}, {"B1": 1}, {"en-7": 2}, 0.5),
            ("quiet", 1, 28, 1.0, 0, {}, {}, {}, None),
        ],
    )
