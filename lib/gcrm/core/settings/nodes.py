"""YAML whose values remember where they stood."""

import codecs
import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from gcrm.core.errors import UsageError

# Nobody writes more by hand; what does is meant to fill this machine. A file of 280 bytes whose aliases stand for each
# other would be read for hours.
_BYTES = 1 << 18
_ALIASES = 20
_VALUES = 100_000
_DEPTH = 40


@dataclass(frozen=True)
class Node:
    """A YAML value that remembers where it stood. `value` is a scalar, a list of nodes or a dict of nodes."""

    value: Any
    file: str
    line: int

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def plain(self) -> Any:
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value


def read_yaml(path: Path | Traversable, shown: str = "") -> Node:
    """The document as nodes; raises UsageError for a file that is absent, is no YAML, or names a key twice."""
    name = shown or str(path)
    text = ""
    try:
        text = read_words(path)
        composed = yaml.compose(text, Loader=_Loader)
        return Node({}, name, 1) if composed is None else _node(composed, name, iter(range(_VALUES)))
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8 at byte {error.start}; save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{name}:{line}: not YAML: {error.problem}.") from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UsageError(f"{name}:{line}: not YAML: it holds the control character {error.character:#x}.") from None
    except RecursionError:
        raise UsageError(f"{name}: not YAML: an anchor refers to itself, or brackets nest without end.") from None


def read_words(path: Path | Traversable) -> str:
    """The text of a file that people write: UTF-8, or what its byte order mark says, with line ends of any system.

    Raises OSError, UnicodeDecodeError for text in another encoding, and UsageError for more than anybody writes."""
    with path.open("rb") as handle:
        content = handle.read(_BYTES + 1)
    if len(content) > _BYTES:
        raise UsageError(f"{path.name} has more than {_BYTES:,} bytes, which nobody writes by hand; divide it.")
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if marked else "utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Loader(yaml.SafeLoader):
    """YAML with few aliases: each stands for a value that is written elsewhere, and may hold others."""

    aliases = depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next value; raises MarkedYAMLError at the first alias too many, and at the first value too deep."""
        self.depth += 1
        try:
            return self._composed(parent, index)
        finally:
            self.depth -= 1

    def _composed(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if self.depth > _DEPTH:
            told = f"values lie more than {_DEPTH} deep within each other; write them flatter"
            raise yaml.MarkedYAMLError(problem=told, problem_mark=event.start_mark)
        if self.check_event(yaml.AliasEvent):
            self.aliases += 1
            if self.aliases > _ALIASES:
                told = f"it holds more than {_ALIASES} aliases (*name); write the values themselves"
                raise yaml.MarkedYAMLError(problem=told, problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _node(given: yaml.Node, name: str, left: Iterator[int]) -> Node:
    line = given.start_mark.line + 1
    if next(left, None) is None:
        raise UsageError(f"{name}: it holds more than {_VALUES:,} values, its aliases written out; write fewer.")
    if isinstance(given, yaml.MappingNode):
        found: dict[str, Node] = {}
        for key, value in given.value:
            if str(key.value) in found:
                raise UsageError(f"{name}:{key.start_mark.line + 1}: key '{key.value}' stands twice; keep one.")
            found[str(key.value)] = dataclasses.replace(_node(value, name, left), line=key.start_mark.line + 1)
        return Node(found, name, line)
    if isinstance(given, yaml.SequenceNode):
        return Node([_node(item, name, left) for item in given.value], name, line)
    try:
        return Node(yaml.SafeLoader("").construct_object(given), name, line)
    except (ValueError, OverflowError) as error:  # such as a date of a 13th month
        raise UsageError(f"{name}:{line}: not YAML: {error}.") from None


def read_text(text: str, where: str) -> Node:
    """A value given outside a file, all of it at `where`; raises UsageError for what is no YAML."""
    try:
        # A loader of its own is as safe: it makes plain values alone.
        return _nodes(yaml.load(text, Loader=_Loader), where)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise UsageError(f"{where}: '{text}' is not YAML; quote it, or close what it opens.") from None


def _nodes(value: Any, where: str) -> Node:
    if isinstance(value, dict):
        return Node({str(key): _nodes(item, where) for key, item in value.items()}, where, 0)
    return Node([_nodes(item, where) for item in value] if isinstance(value, list) else value, where, 0)


def assignment(text: str, example: str, problems: list[str]) -> tuple[str, Node] | None:
    """Key and value of `--set key=value`; a mistake is added to `problems`, and then None is returned."""
    path, equals, value = text.partition("=")
    where = f"--set {text}"
    if not equals or not path:
        problems.append(f"{where}: write it as key=value, such as --set {example}.")
        return None
    try:
        return path, read_text(value, where)
    except UsageError as error:
        problems.append(str(error))
        return None


def nested(keys: Sequence[str], node: Node) -> Node:
    """Mappings in mappings, by `keys` from the outermost, with `node` in the last."""
    for key in reversed(keys):
        node = Node({key: node}, node.file, node.line)
    return node


def overlay(base: Node, top: Node) -> Node:
    """`top` over `base`: mappings are merged key by key, anything else is replaced."""
    if not (isinstance(base.value, dict) and isinstance(top.value, dict)):
        return top
    merged = dict(base.value)
    for key, node in top.value.items():
        merged[key] = overlay(merged[key], node) if key in merged else node
    return Node(merged, top.file, top.line)
