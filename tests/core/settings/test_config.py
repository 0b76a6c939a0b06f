"""Configuration is strict: every mistake at once, each with its file, its line and what would have worked."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pytest

from gcrm.core.errors import MistakesError, UsageError
from gcrm.core.settings.config import digest, into
from gcrm.core.settings.load import load

TABLES = ["models.segments", "models.segment_members", "silver.sales"]


@dataclass(frozen=True)
class Inner:
    """Nested."""

    name: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(f"weight must not be negative, not {self.weight}.")


@dataclass(frozen=True)
class Settings:
    """One of each kind."""

    k_max: int
    share: float = 0.5
    exact: bool = False
    method: Literal["reml", "ml"] = "reml"
    words: tuple[str, ...] = ()
    inner: Inner | None = None
    since: date | None = None
    by_name: dict[str, Inner] = field(default_factory=dict)
    anything: Any = None


@pytest.fixture
def conf(tmp_path):
    """A configuration folder; calling it with relative paths and texts overwrites files."""

    def write(**texts):
        files = {
            "base": ("base.yml", "as_of: {table: silver.sales, field: day}\nspark: {a: base, b: base, c: base}\n"),
            "env": ("env/local.yml", "workers: 2\nspark: {b: env}\n"),
            "coalition": ("coalitions/brazil/coalition.yml", "name: Brazil\n"),
        }
        for key, (path, text) in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(texts.get(key, text))
        return tmp_path

    return write


def mistakes(cls, node):
    problems = []
    assert into(cls, node, problems, "settings") is None
    return problems


def refused(folder, *sets, coalition="brazil", env="local"):
    with pytest.raises(UsageError) as caught:
        load(folder, coalition, env, list(sets), TABLES)
    return str(caught.value)


def test_every_kind_of_value_is_read(written):
    node = written(
        "k_max: 6\nshare: 1\nexact: true\nmethod: ml\nwords: [a, b]\nsince: 2018-01-31\n"
        "inner: {name: x}\nby_name: {one: {name: y, weight: 2}}\nanything: {a: [1, {b: 2}]}\n"
    )
    assert into(Settings, node, []) == Settings(
        6, 1.0, True, "ml", ("a", "b"), Inner("x"), date(2018, 1, 31), {"one": Inner("y", 2.0)}, {"a": [1, {"b": 2}]}
    )
    assert isinstance(into(Settings, node, []).share, float)


def test_an_unknown_key_names_the_known_ones_and_where_it_stands(written):
    [problem] = mistakes(Settings, written("k_max: 2\nshar: 0.1\n"))
    assert problem.startswith("conf/some.yml:2: Unknown key 'shar': did you mean 'share'? Known: anything, by_name, ")


def test_a_nested_mistake_has_its_own_line(written):
    problems = mistakes(Settings, written("k_max: 2\ninner:\n  name: x\n  wait: 3\nby_name:\n  one:\n    weight: 1\n"))
    assert problems == [
        "conf/some.yml:4: Unknown key 'wait': did you mean 'weight'? Known: name, weight.",
        "conf/some.yml:6: key 'name' is missing.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("k_max: many", "conf/some.yml:1: 'k_max' must be a whole number, not 'many'."),
        ("k_max: 2.5", "conf/some.yml:1: 'k_max' must be a whole number, not 2.5."),
        ("k_max: true", "conf/some.yml:1: 'k_max' must be a whole number, not True."),
        ("k_max:", "conf/some.yml:1: 'k_max' must be a whole number, not None."),
        ("k_max: 1\nshare: half", "conf/some.yml:2: 'share' must be a number, not 'half'."),
        ("k_max: 1\nexact: 1", "conf/some.yml:2: 'exact' must be true or false, not 1."),
        ("k_max: 1\nwords: a", "conf/some.yml:2: 'words' must be a list of text, not 'a'."),
        ("k_max: 1\nwords:\n- a\n- 2", "conf/some.yml:4: 'words' must be text, not 2."),
        ("k_max: 1\nsince: tomorrow", "conf/some.yml:2: 'since' must be a date, not 'tomorrow'."),
        ("k_max: 1\nby_name: [a]", "conf/some.yml:2: 'by_name' must be a mapping, not ['a']."),
        ("k_max: 1\ninner: x", "conf/some.yml:2: inner must be a mapping with name, weight."),
        (
            "k_max: 1\nmethod: rmel",
            "conf/some.yml:2: Unknown value of method 'rmel': did you mean 'reml'? Known: ml, reml.",
        ),
        ("share: 0.1", "conf/some.yml:1: key 'k_max' is missing."),
        ("", "conf/some.yml:1: key 'k_max' is missing."),
        ("k_max: 1\ninner: {name: a, weight: -1}", "conf/some.yml:2: weight must not be negative, not -1.0."),
        (
            "- k_max",
            "conf/some.yml:1: settings must be a mapping with k_max, share, exact, method, words, inner, since, "
            "by_name, anything.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_would_do(written, text, problem):
    assert mistakes(Settings, written(text)) == [problem]


def test_all_mistakes_are_named_at_once(written):
    problems = mistakes(Settings, written("shar: 1\nexact: maybe\nwords: 3\n"))
    assert [problem.partition(": ")[0] for problem in problems] == [
        "conf/some.yml:1", "conf/some.yml:2", "conf/some.yml:3", "conf/some.yml:1",
    ]  # fmt: skip


def test_base_then_environment_then_coalition_then_set(conf):
    folder = conf(
        base="as_of: {table: silver.sales, field: day}\nspark: {a: base, b: base, c: base}\n"
        "tables: {models.segments: {w: base, x: base, y: base, z: base}}\n",
        env="spark: {b: env, c: env}\ntables: {models.segments: {x: env, y: env, z: env}}\n",
        coalition="name: Brazil\ntables:\n  models.segments: {y: coalition, z: coalition}\n",
    )
    config = load(folder, "brazil", "local", ["spark.c=set", "models.segments.z=set"], TABLES)
    assert config.spark["a"] == "base"
    assert config.spark["b"] == "env"
    assert config.tables["models.segments"].plain() == {"w": "base", "x": "env", "y": "coalition", "z": "set"}


def test_set_takes_yaml_values_and_the_longest_table_name(conf):
    config = load(conf(), "brazil", "local", ["models.segment_members.ks=[2, 3]", "workers=4"], TABLES)
    assert config.workers == 4
    assert config.tables["models.segment_members"].plain() == {"ks": [2, 3]}
    assert "models.segments" not in config.tables


def test_settings_of_a_table_are_checked(conf):
    folder = conf(coalition="tables:\n  models.segments: {k_max: 7}\n  silver.sales: {k: 1}\n")
    config = load(folder, "brazil", "local", ["models.segments.share=0.25"], TABLES)
    problems = []
    assert config.settings("models.segments", Settings, problems) == Settings(7, 0.25)
    assert config.settings("models.segment_members", None, problems) is None
    assert problems == []
    assert config.settings("silver.sales", None, problems) is None
    assert problems == [
        "conf/coalitions/brazil/coalition.yml:3: silver.sales takes no settings; remove them.",
    ]


def test_a_digest_tells_the_order_of_a_list():
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


def test_unknown_coalition_environment_and_folder_list_what_there_is(conf, tmp_path):
    folder = conf()
    assert refused(folder, coalition="brasil") == "Unknown coalition 'brasil': did you mean 'brazil'? Known: brazil."
    assert refused(folder, env="locale") == "Unknown environment 'locale': did you mean 'local'? Known: local."
    assert refused(tmp_path / "nowhere").startswith("No base.yml in the configuration folder")


def test_mistakes_of_all_files_are_named_at_once(conf):
    folder = conf(
        base="as_of: {table: silver.sales, feild: day}\nspark: {a: 1}\n",
        env="worker: 2\n",
        coalition="name: Brazil\ntables:\n  models.segment: {k_max: 2}\n",
    )
    with pytest.raises(MistakesError) as caught:
        load(folder, "brazil", "local", ["models.segments"], TABLES)
    problems = caught.value.problems
    assert len(problems) == 6
    assert "conf/base.yml:1: Unknown key 'feild': did you mean 'field'? Known: field, table." in problems
    assert "conf/base.yml:1: key 'field' is missing." in problems
    assert "conf/base.yml:2: 'spark.a' must be text, not 1." in problems
    assert any(p.startswith("conf/env/local.yml:1: Unknown key 'worker': did you mean 'workers'?") for p in problems)
    assert any(
        p.startswith("conf/coalitions/brazil/coalition.yml:3: Unknown table 'models.segment': did you mean")
        for p in problems
    )
    assert "--set models.segments: write it as key=value, such as --set models.segment_choices.k_max=6." in problems


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"base": "- a\n"}, "the file must be a mapping"),
        ({"env": "- a\n"}, "the file must be a mapping"),
        ({"coalition": "tables: [models.segments]\n"}, "'tables' must be a mapping"),
        ({"coalition": "tables: models.segments\n"}, "'tables' must be a mapping"),
        ({"base": ""}, "key 'as_of' is missing"),
    ],
)
def test_a_list_where_a_mapping_is_wanted_is_a_mistake_like_any_other(conf, texts, problem):
    assert problem in refused(conf(**texts))


@pytest.mark.parametrize("text", ["workers=[1", "workers='", "models.segments.k_max={", "=3", "workers"])
def test_a_set_that_cannot_be_read_is_named(conf, text):
    said = refused(conf(), text)
    assert said.startswith(f"--set {text}: ")
    assert "\n" not in said


def test_a_mapping_can_be_set(conf):
    config = load(conf(), "brazil", "local", ["models.segments={k_max: 3, words: [a]}"], TABLES)
    assert config.settings("models.segments", Settings, []) == Settings(3, words=("a",))
