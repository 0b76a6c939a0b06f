"""Topics are fitted anew on the command line, and keep their numbers; what is too little is said."""

from pathlib import Path

import pytest
from tests.cli.test_training import project
from tests.warehouse.topics.texts import posts

from gcrm.cli import topics
from gcrm.core.errors import UsageError
from gcrm.core.testing import rows
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.topics.models import TOPIC_MODELS

SETS = [f"warehouse.topic_models.{one}" for one in ("topics=2", "most_share=0.4", "fewest_posts=3")]
LISTED = ("hashtags", "urls", "emoji", "partners", "named_partners", "named_at", "categories", "areas")


def test_a_refit_is_added_with_the_numbers_that_there_were(lake, capsys):
    given = project(lake.root.removeprefix("file:"), *SETS, "warehouse.topic_models.language_posts=60")
    lake.create(TOPIC_MODELS)
    lake.replace(
        POST_TEXTS, rows(lake.spark, POST_TEXTS, *(one | {name: [] for name in LISTED} for one in posts(80))), {}
    )
    for _ in range(2):
        assert topics.train(given, []) == 0
    said = capsys.readouterr().out
    assert said.count("en-1:") == 2
    assert "100% as before" in said
    with pytest.raises(UsageError, match="No language has 500 posts on 28 days"):
        topics.train(project(lake.root.removeprefix("file:"), *SETS), [])


def test_labels_and_a_lakehouse_without_posts_are_refused(tmp_path):
    with pytest.raises(UsageError, match="need no labels"):
        topics.train(project(tmp_path), [Path("a.csv")])
