"""Configuration is read in layers, the later over the earlier; mistakes of all files are told at once."""

from dataclasses import dataclass

import pytest

from gcrm.core.errors import MistakesError, UsageError
from gcrm.core.settings.config import AgreedPlaces
from gcrm.core.settings.load import agreed_places, environment, load, pick

TABLES = ["models.segments", "models.segment_members", "silver.sales"]


@dataclass(frozen=True)
class Settings:
    """Of a table."""

    k_max: int
    share: float = 0.5
    words: tuple[str, ...] = ()


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


def refused(folder, *sets, coalition="brazil", env="local"):
    with pytest.raises(UsageError) as caught:
        load(folder, coalition, env, list(sets), TABLES)
    return str(caught.value)


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


EXTENDED = {"env": "extends: base_of_two\nworkers: 3\n"}


def test_an_environment_lies_over_the_one_that_it_extends(conf):
    folder = conf(**EXTENDED)
    (folder / "env" / "base_of_two.yml").write_text("workers: 2\nspark: {b: extended, c: extended}\n")
    read = environment(folder, "local")
    assert (read.workers, read.spark) == (3, {"a": "base", "b": "extended", "c": "extended"})


def test_an_environment_lies_over_a_chain_of_others_and_no_circle(conf):
    folder = conf(**EXTENDED)
    (folder / "env" / "base_of_two.yml").write_text("extends: third\nspark: {b: second}\n")
    (folder / "env" / "third.yml").write_text("workers: 1\nspark: {b: third, c: third}\n")
    read = environment(folder, "local")
    assert (read.workers, read.spark) == (3, {"a": "base", "b": "second", "c": "third"})
    (folder / "env" / "third.yml").write_text("extends: base_of_two\n")
    with pytest.raises(MistakesError, match=r"third\.yml:1: Unknown environment 'base_of_two'"):
        environment(folder, "local")


def test_an_environment_cannot_extend_itself_nor_one_that_is_not_there(conf):
    said = refused(conf(env="extends: local\n"))
    assert said.startswith("conf/env/local.yml:1: Unknown environment 'local'")
    assert refused(conf(env="extends: locale\n")).startswith("conf/env/local.yml:1: Unknown environment 'locale'")


def test_sections_of_others_are_left_to_them(conf):
    folder = conf(env="workers: 2\nprivacy: {min_members: none at all}\n")
    assert environment(folder, "local", ["privacy"]).workers == 2
    with pytest.raises(MistakesError, match=r"local\.yml:2: Unknown key 'privacy'"):
        environment(folder, "local")


@pytest.mark.parametrize("name", ["../coalitions/brazil", "brazil/", ".", "..", "", "/etc", "brazil/../brazil"])
def test_a_coalition_or_environment_is_a_plain_name_and_no_path(conf, name):
    folder = conf()
    assert refused(folder, coalition=name).startswith(f"Unknown coalition '{name}':")
    with pytest.raises(UsageError, match=r"^Unknown coalition "):
        agreed_places(folder, name, "local")
    (folder / "x.yml").write_text("workers: 2\n")
    assert refused(folder, env="../x") == "Unknown environment '../x': Known: local."


def test_places_are_read_though_the_rest_of_the_configuration_is_wrong(conf):
    folder = conf(env="wrokers: 2\nplaces: {lakehouse: '/lake/{coalition}'}\n", coalition="nmae: Brazil\n")
    assert agreed_places(folder, "brazil", "local") == AgreedPlaces(lakehouse="/lake/brazil")
    with pytest.raises(UsageError, match="Unknown coalition 'brasil': did you mean"):
        agreed_places(folder, "brasil", "local")
    with pytest.raises(MistakesError, match=r"local\.yml:1: Unknown key 'lakehous': did you mean"):
        agreed_places(conf(env="places: {lakehous: /lake}\n"), "brazil", "local")


def test_without_places_none_is_agreed_on(conf):
    assert agreed_places(conf(), "brazil", "local") == AgreedPlaces()


def test_a_folder_is_picked_by_its_name_and_a_file_is_none(tmp_path):
    (tmp_path / "corner").mkdir()
    (tmp_path / "notes").write_text("no folder")
    assert pick(tmp_path, "corner", "coalition") == tmp_path / "corner"
    with pytest.raises(UsageError, match=r"^Unknown coalition 'notes': .*Known: corner\.$"):
        pick(tmp_path, "notes", "coalition")
