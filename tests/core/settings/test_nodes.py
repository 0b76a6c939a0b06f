"""YAML remembers where it stood, and what is none is one sentence."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.settings.nodes import Node, assignment, nested, overlay, read_yaml


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "conf/some.yml:3: key 'a' stands twice; keep one."),
        ("a:\n  b: 1\n  b: 2\n", "conf/some.yml:3: key 'b' stands twice; keep one."),
        ("a: [1, 2\nb: 3\n", "conf/some.yml:2: not YAML: "),
        ("a: 'open\n", "conf/some.yml:2: not YAML: "),
        ("a: 1\nb:\t- 2\n", "conf/some.yml:2: not YAML: "),
        ("a: 1\nb: \x07\n", "conf/some.yml:2: not YAML: "),
        ("a: 1\nb: 2018-13-45\n", "conf/some.yml:2: not YAML: "),
        ("a: 1\nb: !thing 3\n", "conf/some.yml:2: not YAML: "),
        ("a: &a [1, *a]\n", "conf/some.yml: not YAML: an anchor"),
    ],
)
def test_what_is_no_yaml_is_one_sentence_with_its_line(written, text, problem):
    with pytest.raises(UsageError) as caught:
        written(text)
    assert str(caught.value).startswith(problem)
    assert "\n" not in str(caught.value)


def laughs(aliases, depth):
    """Lists of the list before them, so many times each."""
    lists = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * aliases)}]" for n in range(1, depth)]
    return "\n".join(["l0: &l0 [ha, ha]", *lists])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            laughs(9, 9),
            "conf/some.yml:4: not YAML: it holds more than 20 aliases (*name); write the values ",
        ),
        (laughs(3, 7).replace("ha, ha", "ha, " * 200), "conf/some.yml: it holds more than 100,000 values, its aliases"),
        (
            "a: " + "[" * 100_000,
            "conf/some.yml:1: not YAML: values lie more than 40 deep within each other; write them flatter.",
        ),
        ("a: 1" + ":59" * 80_000 + ".5", "conf/some.yml:1: not YAML: int too large to convert to float."),
        ("a: " + "x" * (1 << 18), "some.yml has more than 262,144 bytes, which nobody writes by hand; divide it."),
    ],
)
def test_a_few_bytes_that_stand_for_a_machine_full_are_refused_at_once(written, text, problem):
    with pytest.raises(UsageError) as caught:
        written(text)
    assert str(caught.value).startswith(problem)


def test_a_few_aliases_are_taken(written):
    assert written("a: &a {b: 1}\nc: *a\n").plain() == {"a": {"b": 1}, "c": {"b": 1}}


def test_a_value_that_is_typed_laughs_no_more_than_a_file():
    problems = []
    assert assignment(f"x={{{laughs(9, 9).replace(chr(10), ', ')}}}", "a=b", problems) is None
    assert len(problems) == 1


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    (tmp_path / "some.yml").write_bytes("name: São Paulo".encode("latin-1"))
    with pytest.raises(UsageError, match=r"conf/some\.yml: not UTF-8 at byte 7; save it as UTF-8\."):
        read_yaml(tmp_path / "some.yml", "conf/some.yml")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"conf/some\.yml: No such file or directory\."):
        read_yaml(tmp_path / "some.yml", "conf/some.yml")


def test_overlay_merges_mappings_and_replaces_the_rest(written):
    base, top = written("a: {x: 1, y: [1, 2]}\nb: 1\n", "base.yml"), written("a: {y: [3]}\nc: 2\n", "top.yml")
    merged = overlay(base, top)
    assert merged.plain() == {"a": {"x": 1, "y": [3]}, "b": 1, "c": 2}
    assert merged.value["a"].value["y"].where == "conf/top.yml:1"
    assert merged.value["b"].where == "conf/base.yml:2"


def test_nodes_remember_where_they_stood():
    assert Node(1, "conf/base.yml", 3).where == "conf/base.yml:3"


def test_an_assignment_is_a_key_and_a_value_that_remembers_it():
    problems = []
    path, node = assignment("a.b={x: 1}", "a.b=2", problems)
    assert (path, node.plain(), problems) == ("a.b", {"x": 1}, [])
    deep = nested(path.split("."), node)
    assert deep.plain() == {"a": {"b": {"x": 1}}}
    assert {deep.where, deep.value["a"].where} == {"--set a.b={x: 1}"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a.b", "--set a.b: write it as key=value, such as --set a.b=2."),
        ("=1", "--set =1: write it as key=value, such as --set a.b=2."),
        ("a=[1", "--set a=[1: '[1' is not YAML; quote it, or close what it opens."),
    ],
)
def test_what_assigns_nothing_says_what_would(text, problem):
    problems = []
    assert assignment(text, "a.b=2", problems) is None
    assert problems == [problem]
