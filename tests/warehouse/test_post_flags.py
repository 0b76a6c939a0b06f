"""Spam, copies and machines are told apart from people who say the same now and then."""

import pytest

from gcrm.core.testing import plain, rows
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse import post_flags
from gcrm.warehouse.post_flags import Settings


def post(post_id, member="m", day="2018-01-15", **given):
    known = {"urls": [], "partners": [], "named_partners": [], "named_at": [], "hashtags": [], "emoji": []}
    return {**known, "post_id": post_id, "member_id": member, "posted_at": f"{day} 10:00:00", **given}


def flagged(spark, *posts, settings=None):
    built = post_flags.build(rows(spark, POST_TEXTS, *posts), settings or Settings())
    return dict(plain(built, "post_id", "reasons"))


def test_each_reason(spark):
    found = flagged(
        spark,
        post("words", text="Get followers fast, visit http://x.example", urls=["http://x.example"]),
        post("link", text="my blog http://y.example", urls=["http://y.example"]),
        post("brand", text="followers of B1 http://z.example", urls=["http://z.example"], partners=["B1"]),
        *(post(f"page {i}", f"a{i}", text="see", urls=["http://w.example"]) for i in range(3)),
        *(post(f"copy {i}", f"b{i}", copy_key=7) for i in range(3)),
        *(post(f"twin {i}", f"c{i}", copy_key=8) for i in range(2)),
        *(post(f"again {i}", "d", f"2018-01-0{i + 1}", copy_key=9) for i in range(3)),
        *(post(f"bot {i}", "e", f"2018-01-1{i}", frame_key=10 + i) for i in range(4)),
        *(post(f"echo {i}", f"f{i % 2}", frame_key=10 + i // 2) for i in range(8)),
        *(post(f"busy {i}", "g", frame_key=100 + i) for i in range(30)),
        *(post(f"nobody {i}", None, frame_key=10) for i in range(4)),
    )
    kinds = {}
    for post_id, reasons in found.items():
        kinds.setdefault(post_id.split()[0], set()).add(tuple(reasons))
    assert kinds == {
        "words": {("spam",)},
        "page": {("spam",)},
        "copy": {("copy",)},
        "again": {("copy",)},
        "bot": {("bot",)},
        "echo": {("bot",)},
        "busy": {("bot",)},
    }


def test_own_pages_are_no_spam(spark):
    posts = [post(f"p{i}", f"a{i}", text="news", urls=["http://own.example/x"]) for i in range(3)]
    assert flagged(spark, *posts, settings=Settings(own_pages=("http://own.example",))) == {}


@pytest.mark.parametrize("wrong", [{"again": 1}, {"copied_share": 0.0}])
def test_settings_that_would_flag_everybody_are_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Settings(**wrong)
