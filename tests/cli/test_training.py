"""Training on the command line: what is too little is said before Spark starts; a model is added to those there are."""

from datetime import date

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import training
from gcrm.cli.project import assemble
from gcrm.core.errors import UsageError
from gcrm.core.testing import rows
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.sentiment.models import SENTIMENT_MODELS

TODAY = date(2018, 3, 1)
FEW = "warehouse.sentiment_models.fewest_texts=60"
QUICK = "warehouse.sentiment_models.iterations=4"


def project(lakehouse, *sets):
    return assemble(REPOSITORY / "conf", "demo", "local", [*sets], None, bytes, lakehouse=str(lakehouse))


def written(folder):
    path = folder / "labelled.csv"
    said = (("good fresh bread", "pos"), ("rude dirty place", "neg"))
    lines = [f"{text} number {i},{label}" for i in range(60) for text, label in said]
    path.write_text("\n".join(["text,label", *lines]))
    return path


def test_too_few_texts_are_refused_with_how_many_would_do(tmp_path):
    path = written(tmp_path)
    with pytest.raises(UsageError, match=r"Too few texts in 'en' \(60 negative, 60 positive\); 500 with 20 each"):
        training.train(project(tmp_path), [path], "en", None, TODAY)


def test_a_model_of_labelled_texts_is_added_once(lake, tmp_path, capsys):
    given = project(lake.root.removeprefix("file:"), FEW, QUICK)
    lake.create(SENTIMENT_MODELS)
    for _ in range(2):
        assert training.train(given, [written(tmp_path)], "en", "CC0", TODAY) == 0
    [row] = lake.read(SENTIMENT_MODELS).collect()
    assert (row.source, row.languages, row.licence, row.data) == ("labelled", ["en"], "CC0", "labelled.csv")
    assert "en: accuracy" in capsys.readouterr().out


def test_posts_without_stars_train_nothing(lake):
    given = project(lake.root.removeprefix("file:"))
    lake.create(SENTIMENT_MODELS)
    with pytest.raises(UsageError, match="run the coalition first"):
        training.train(given, [], None, None, TODAY)
    empty = ("hashtags", "urls", "emoji", "partners", "named_partners", "named_at", "categories", "areas")
    post = {"post_id": "1", "score": 5, "language": "en", **{name: [] for name in empty}}
    lake.replace(POST_TEXTS, rows(lake.spark, POST_TEXTS, post), {})
    with pytest.raises(UsageError, match="No language has 500 posts with stars"):
        training.train(given, [], None, None, TODAY)
