"""What a module's syntax says, however it is laid out, dressed and annotated."""

import pytest

from gcrm.core.running import syntax

PLAIN = "LIMIT = 3\n\n\ndef build(x):\n    return x + LIMIT\n"


def told(text):
    return syntax.dumped(syntax.outline(text).statements)


@pytest.mark.parametrize(
    "text",
    [
        f'"""A docstring."""\n\n# A comment.\n{PLAIN}',
        PLAIN.replace("    return", '    """Builds."""\n    return'),
        f"if TYPE_CHECKING:\n    import this\n\n{PLAIN}",
        PLAIN.replace("x + LIMIT", "(\n        x + LIMIT\n    )"),
    ],
)
def test_how_a_module_is_dressed_changes_nothing(text):
    assert told(text) == told(PLAIN)


@pytest.mark.parametrize("text", [PLAIN.replace("3", "4"), PLAIN.replace("+", "-"), f"{PLAIN}\nMORE = 1\n"])
def test_what_it_does_changes_it(text):
    assert told(text) != told(PLAIN)


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("a = b = 1", ["a", "b"]),
        ("(a, *b), c.d = x", ["a", "b"]),
        ("a: int = x", ["a"]),
        ("if x:\n    a = 1\nelse:\n    b = 2", ["a", "b"]),
        ("def a(b):\n    c = 1", ["a"]),
        ("class A:\n    b = 1", ["A"]),
        ("import a", []),
        ("from a import b", []),
        ("a(b)", []),
    ],
)
def test_the_names_that_a_statement_gives_a_value_to(statement, names):
    assert sorted(syntax.outline(statement).statements[0].bound) == sorted(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + b", {"a": None, "b": None}),
        ("a.one + a.two", {"a": frozenset({"one", "two"})}),
        ("a.one + f(a)", {"a": None, "f": None}),
        ("f(a)\na.one", {"a": None, "f": None}),
        ("def f(x: Kind) -> Other:\n    return g.h(x)", {"g": frozenset({"h"}), "x": None}),
        ("count: int = start", {"count": None, "int": None, "start": None}),
    ],
)
def test_the_names_that_are_used_with_what_is_taken_of_them(text, names):
    assert syntax.used(syntax.outline(text).statements) == names
