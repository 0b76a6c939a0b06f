"""Trains a model of sentiment on the command line, and tells how good it is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.sentiment import labelled, models
from gcrm.warehouse.sentiment.training import LABELS, Training, fitted


def train(project: Project, files: Sequence[Path], language: str | None, licence: str | None, today: date) -> int:
    """Adds a model of the labelled `files`, or of the coalition's own posts with stars where there are none.

    `language`: of texts whose file tells none. `licence`: of the texts, for the model's card.
    """
    training = project.settings[models.SENTIMENT_MODELS.name]
    given = [one for path in files for one in labelled.read(path, language)]
    if files:
        _require_enough(Counter((of, label) for _, label, of in given), training)
    lake = opened("train", project)
    named = ", ".join(path.name for path in files)
    cards = _of_labelled(lake, given, named, licence, today, training) if files else _of_stars(lake, training)
    with lake.lock(models.SENTIMENT_MODELS):
        lake.add(models.SENTIMENT_MODELS, models.rows(lake.spark, cards), {"trained": [one["model"] for one in cards]})
    for one in cards:
        print(f"{one['model']}: {one['n_train']:,} texts learned, of {one['data']}")
        for of, test in one["tests"].items():
            auc = f", AUC {test['auc']:.3f}" if test["auc"] is not None else ""
            print(
                f"  {of}: accuracy {test['accuracy']:.3f}, weighted F1 {test['weighted_f1']:.3f}, Brier "
                f"{test['brier']:.3f}{auc}; {test['n_test']:,} texts kept back"
            )
    print("The next run judges every post of these languages by it.")
    return 0


def _of_labelled(
    lake: Lakehouse,
    given: Sequence[labelled.Labelled],
    named: str,
    licence: str | None,
    today: date,
    training: Training,
) -> list[dict[str, Any]]:
    frame = small(lake.spark, "text string, label string, language string", given)
    there = {label for _, label, _ in given}
    made = fitted(frame, [label for label in LABELS if label in there], len(given), training)
    languages = sorted({of for _, _, of in given})
    return [models.card(made, models.LABELLED, today, languages, named, licence)]


def _of_stars(lake: Lakehouse, training: Training) -> list[dict[str, Any]]:
    if not lake.exists(POST_TEXTS):
        raise UsageError(
            "There are no posts yet: run the coalition first, or give labelled texts with --labelled FILE."
        )
    found = models.of_stars(lake.read(POST_TEXTS), training)
    if not found:
        raise UsageError(
            f"No language has {training.fewest_texts} posts with stars, {training.fewest_of_label} each of two kinds "
            "(1-2, 3, 4-5); give labelled texts with --labelled FILE."
        )
    return found


def _require_enough(n: Counter[tuple[str, str]], training: Training) -> None:
    """Raises UsageError for a language that cannot be learned from so few texts."""
    for language in sorted({of for of, _ in n}):
        if language not in models.enough(n, training):
            mine = ", ".join(f"{count} {label}" for (of, label), count in sorted(n.items()) if of == language)
            raise UsageError(
                f"Too few texts in '{language}' ({mine}); {training.fewest_texts} with {training.fewest_of_label} each "
                f"of two labels work, or --set {models.SENTIMENT_MODELS.name}.fewest_texts=N."
            )
