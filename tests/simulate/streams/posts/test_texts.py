"""What is true of a post is to be read in its text."""

import re
from dataclasses import replace

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F
from tests.simulate.streams.posts.made_up import BRANDS, DRAWS, NAMES, within

from gcrm.core.testing import same
from gcrm.silver.masking import masked
from gcrm.simulate.parameters import LANGUAGES, World
from gcrm.simulate.streams.posts.writing import posts
from gcrm.simulate.words import SENTIMENTS, TOPICS, emoji, urls, writing

SCRIPTS = {
    "th": "[\u0e00-\u0e7f]",
    "ko": "[\uac00-\ud7a3]",
    "vi": "[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]",
}


def test_contact_data_is_where_it_is_said_to_be_and_nowhere_else(members: DataFrame, world: World) -> None:
    made = posts(members, world.posts, world, DRAWS, 0, 140, BRANDS)
    found = F.regexp_extract(masked(F.col("text")), r"\[(email|phone|number|document)\]", 1).alias("found")
    whole = {(language, True, kind) for language in LANGUAGES for kind in ("email", "phone")}
    same(
        made.select("language", "has_personal", found).distinct(),
        whole | {(language, False, "") for language in LANGUAGES},
    )


def test_contact_data_is_made_up(by_members: list[Row]) -> None:
    texts = [post.text for post in by_members if post.has_personal]
    assert sum("@" in text for text in texts) > len(texts) / 2
    assert all("@example.org" in text for text in texts if "@" in text)


def test_spam_leads_to_a_made_up_address_and_nothing_else_does(year: list[Row]) -> None:
    assert [post for post in year if any(url in post.text for url in urls()) != post.is_spam] == []


def test_brands_and_places_stand_in_the_text(by_members: list[Row]) -> None:
    for post in by_members:
        assert [partner for partner, name in NAMES.items() if name in post.text] == (
            [] if post.partner is None else [post.partner]
        )
        assert "{" not in post.text
        assert "  " not in post.text
    assert any(post.place in post.text for post in by_members)
    told = [post for post in by_members if not post.is_spam]
    assert within(sum(post.partner is not None for post in told) / len(told), 0.85, len(told))


def test_sentiment_and_topic_are_those_of_the_sentence(year: list[Row]) -> None:
    starts = {
        (language, sentiment - 1, topic): [
            sentence.split("{")[0] for sentence in writing()[language].sentences[name][topic]
        ]
        for language in LANGUAGES
        for sentiment, name in enumerate(SENTIMENTS)
        for topic in TOPICS
    }
    plain = [post for post in year if post.topic and not post.is_misspelt and not post.trend]
    assert {(post.language, post.sentiment, post.topic) for post in plain} == set(starts)
    for post in plain:
        assert any(post.text.startswith(start) for start in starts[post.language, post.sentiment, post.topic]), (
            post.text
        )
    assert all((post.topic is None) == (post.is_spam or post.is_bot) for post in year)


def test_emoji_agree_with_the_sentiment_and_most_posts_have_hashtags(year: list[Row]) -> None:
    signs = {name: set(signs) for name, signs in emoji().items()}
    for post in year:
        shown = {name for name in SENTIMENTS if any(sign in post.text for sign in signs[name])}
        assert shown <= {SENTIMENTS[post.sentiment + 1]}
    assert sum("#" in post.text for post in year) > 0.6 * len(year)


def test_misspelt_texts_are_the_right_ones_with_two_letters_swapped(members: DataFrame, world: World) -> None:
    def texts(rate: float) -> dict[str, Row]:
        given = replace(world.posts, misspelt_rate=rate)
        return {post.post_id: post for post in posts(members, given, world, DRAWS, 0, 56, BRANDS).collect()}

    right, some, wrong = texts(0.0), texts(0.3), texts(1.0)
    assert right.keys() == some.keys() == wrong.keys()
    for post_id, post in right.items():
        assert some[post_id].text == (wrong if some[post_id].is_misspelt else right)[post_id].text
        pairs = list(zip(post.text, wrong[post_id].text, strict=True))
        at = [i for i, (a, b) in enumerate(pairs) if a != b]
        assert at == [at[0], at[0] + 1], post.text
        assert pairs[at[0]] == pairs[at[1]][::-1]


def test_misspelt_names_have_two_letters_swapped(members: DataFrame, world: World) -> None:
    given = replace(world.posts, misspelt_name_rate=1.0, misspelt_rate=0.0)
    made = posts(members, given, world, DRAWS, 0, 56, BRANDS).filter("partner IS NOT NULL").collect()
    assert all(post.is_name_misspelt and NAMES[post.partner] not in post.text for post in made)
    for post in made:
        name = NAMES[post.partner]
        swaps = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)} - {name}
        assert any(swap in post.text for swap in swaps), post.text


def test_texts_are_in_the_script_of_their_language(year: list[Row]) -> None:
    for language in LANGUAGES:
        texts = [post.text for post in year if post.language == language and post.topic]
        shares = {
            name: sum(bool(re.search(script, text)) for text in texts) / len(texts) for name, script in SCRIPTS.items()
        }
        assert {name for name, share in shares.items() if share > 0} == {language} & SCRIPTS.keys()
        assert shares.get(language, 1.0) > 0.99
    portuguese = [post.text for post in year if post.language == "pt" and post.topic]
    assert sum(bool(re.search("[ãõçáéíóú]", text)) for text in portuguese) > 0.5 * len(portuguese)


def test_a_trend_is_named_where_it_is_meant_only(year: list[Row], world: World) -> None:
    names = [trend.name for trend in world.posts.trends] + [world.posts.bought_trend.name]
    for post in year:
        assert [name for name in names if name in post.text] == ([post.trend] if post.trend else [])
