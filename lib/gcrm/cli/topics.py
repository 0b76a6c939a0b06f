"""Fits topics anew on the command line, and tells which of them stay."""

from collections.abc import Sequence
from pathlib import Path

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.core.errors import UsageError
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.topics import models


def train(project: Project, labelled: Sequence[Path]) -> int:
    """Adds the topics of all posts, numbered as those before where they are alike. Raises UsageError."""
    if labelled:
        raise UsageError("Topics need no labels: leave out --labelled.")
    settings = project.settings[models.TOPIC_MODELS.name]
    lake = opened("train", project)
    if not lake.exists(POST_TEXTS) or not lake.exists(models.TOPIC_MODELS):
        raise UsageError("There are no posts yet: run the coalition first.")
    texts = lake.read(POST_TEXTS)
    topics = models.again(texts, lake.read(models.TOPIC_MODELS), settings)
    if not topics:
        raise UsageError(
            f"No language has {settings.language_posts} posts on {settings.days} days; --set "
            f"{models.TOPIC_MODELS.name}.language_posts=N takes fewer."
        )
    made = models.rows(lake.spark, topics, models.last_day(texts))
    with lake.lock(models.TOPIC_MODELS):
        lake.add(models.TOPIC_MODELS, made, {"trained": sorted({row["model"] for row in made.collect()})})
    for one in sorted(topics, key=lambda one: (one.language, one.number)):
        kept = f"{one.likeness:.0%} as before" if one.likeness else "new"
        print(f"{one.language}-{one.number}: {one.name} ({one.share:.0%} of what is written; {kept})")
    print("The next run tells the topics of every post of these languages anew.")
    return 0
