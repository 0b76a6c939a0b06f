"""What a member says, as of a date."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.features import posts
from gcrm.warehouse.member_posts import MEMBER_POSTS

AS_OF = date(2018, 3, 1)


def test_texts_are_a_share_of_the_posts(spark):
    said = {"member_id": "m1", "n_posts": 2, "n_texts": 1, "mean_score": 4.5}
    built = posts.build(rows(spark, MEMBER_POSTS, said), AS_OF)
    same(built, [("m1", AS_OF, 0.5, 2, 4.5)], "member_id", "as_of", "text_share", "n_posts", "mean_score")
