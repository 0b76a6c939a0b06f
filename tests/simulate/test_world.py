"""The world as it is configured: what stands in world.yml, what streams declare, and that one file adds a stream."""

import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from tests.copied import package, said

from gcrm.core.errors import MistakesError
from gcrm.simulate.files import zone
from gcrm.simulate.world import described, load, streams

CONF = Path(__file__).resolve().parents[2] / "conf"

LETTERS = '''"""Letters on paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from gcrm.simulate.files.sheet import Delivery
from gcrm.simulate.stream import Span, Stream, parameter


@dataclass(frozen=True)
class Letters:
    a_year: int = parameter(2, "letters a year to a member")


def made(span: Span, given: Letters) -> Iterator[Delivery]:
    yield from ()


STREAM = Stream("letters", "letters on paper", Letters, made)
'''


def test_a_stream_has_its_defaults_until_something_is_set():
    plain, set_ = load(CONF, []), load(CONF, ["panel.share=0.5", "posts.bought_trend.days=3"])
    for stream in streams():
        assert getattr(plain, stream.name) == stream.parameters()
    assert (set_.panel.share, set_.panel.waves) == (0.5, plain.panel.waves)
    assert (set_.posts.bought_trend.days, set_.posts.bought_trend.bots) == (3, plain.posts.bought_trend.bots)


def test_the_file_of_the_world_may_set_a_stream_and_the_line_of_a_mistake_is_named(tmp_path):
    shutil.copytree(CONF / "simulation", tmp_path / "simulation")
    path = tmp_path / "simulation" / "world.yml"
    text = path.read_text()
    path.write_text(f"{text}panel: {{share: 0.25}}\n")
    assert load(tmp_path, []).panel.share == 0.25
    path.write_text(f"{text}identities: {{partners: []}}\n")
    with pytest.raises(MistakesError) as caught:
        load(tmp_path, [])
    at = len(text.splitlines()) + 1
    assert str(caught.value).startswith(f"conf/simulation/world.yml:{at}: identities.partners must name one of grocer")


def test_an_unknown_key_lists_streams_beside_the_rest_of_the_world():
    with pytest.raises(MistakesError, match=r"Unknown key 'panle': did you mean 'panel'\? Known: .*areas.*clicks"):
        load(CONF, ["panle.share=1"])


def test_every_parameter_of_every_stream_is_described():
    told = described().splitlines()
    for stream in streams():
        assert f"{stream.name}: {stream.description}" in told
        for one in fields(stream.parameters):
            assert any(line.startswith(f"  {stream.name}.{one.name}=") for line in told)
            assert any(line.endswith(one.metadata["doc"]) for line in told)


def test_a_stream_that_is_set_otherwise_makes_another_world():
    worlds = (load(CONF, sets) for sets in ([], ["clicks.browses=2"], ["clicks.browses=1.5"]))
    plain, other, same = (zone.note(world, 7, 300, 0, 7) for world in worlds)
    assert plain.world != other.world
    assert plain == same
    assert "clicks" in plain.streams


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package with one file more: a stream."""
    root = tmp_path_factory.mktemp("package")
    (package(root) / "simulate" / "streams" / "letters.py").write_text(LETTERS)
    return root


LOADED = """
from pathlib import Path
from gcrm.simulate.files import zone
from gcrm.simulate.world import load
world = load(Path("conf"), ["letters.a_year=5"])
print(world.letters.a_year, "letters" in zone.note(world, 7, 300, 0, 7).streams)
"""


def test_a_stream_is_one_file(copy):
    assert said(copy, "-c", LOADED).split() == ["5", "True"]
    told = said(copy, "-m", "gcrm.cli.main", "simulate", "--streams")
    assert "letters: letters on paper" in told
    assert "letters.a_year=2" in told


def test_a_stream_is_found_in_a_zip(copy, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "gcrm"), "zip", copy)
    assert said(Path(archive), "-c", LOADED).split() == ["5", "True"]


@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [
        ("income", 'parameter(2, "letters")', "'income' names a stream, and something else of the world"),
        ("panel", 'parameter(2, "letters")', "'panel' names a stream, and something else of the world"),
        ("letters", "2", "Declare a_year of 'letters' with parameter(default, doc)."),
    ],
)
def test_a_stream_that_cannot_be_is_named(tmp_path, name, field, sentence):
    text = LETTERS.replace('Stream("letters"', f'Stream("{name}"')
    text = text.replace('parameter(2, "letters a year to a member")', field)
    (package(tmp_path) / "simulate" / "streams" / "letters.py").write_text(text)
    code = "from gcrm.simulate.world import streams\ntry:\n    streams()\nexcept ValueError as error:\n    print(error)"
    assert said(tmp_path, "-c", code).startswith(sentence)
