"""Column types as trees: what stands inside an array, a map or a struct."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A Spark type. `parts`: `element` of an array, `key` and `value` of a map, the fields of a struct."""

    text: str
    base: str
    parts: tuple[tuple[str, "Kind"], ...] = ()


def parse(text: str) -> Kind:
    """The tree of a contract's type.

    >>> parse("map<string,array<int>>").parts[1][1].parts
    (('element', Kind(text='int', base='int', parts=())),)
    """
    base, opened, rest = text.partition("<")
    if not opened:
        return Kind(text, text.partition("(")[0])
    inside = _split(rest.removesuffix(">"))
    if base == "struct":
        pairs = [part.partition(":") for part in inside]
        return Kind(text, base, tuple((name.strip(), parse(kind.strip())) for name, _, kind in pairs))
    names = ("element",) if base == "array" else ("key", "value")
    return Kind(text, base, tuple((name, parse(part.strip())) for name, part in zip(names, inside, strict=True)))


def nested(name: str, kind: Kind) -> Iterator[str]:
    """The name of a column, and those of the fields of the structs in it, dotted.

    >>> list(nested("_source", parse("struct<file:string,at:struct<line:bigint>>")))
    ['_source', '_source.file', '_source.at', '_source.at.line']
    """
    yield name
    if kind.base == "struct":
        for part, inner in kind.parts:
            yield from nested(f"{name}.{part}", inner)


def _split(text: str) -> list[str]:
    depth, found, start = 0, [], 0
    for position, sign in enumerate(text):
        depth += (sign in "<(") - (sign in ">)")
        if sign == "," and depth == 0:
            found.append(text[start:position])
            start = position + 1
    return [*found, text[start:]]
