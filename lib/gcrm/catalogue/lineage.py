"""Lineage as inline SVG: which table is made from which, left to right, every box a link; no script, no network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from gcrm.catalogue.describe import Page
from gcrm.core.contracts.table import LAYERS

Link = Callable[[str], str]
Label = Callable[[str], str]
Edges = Mapping[str, tuple[str, ...]]
Hops = Sequence[tuple[str, str]]

_LETTER, _BOX, _ROW, _LANE, _GAP, _MARGIN, _HEAD = 6.7, 22, 30, 12, 48, 12, 24
_LANE_MARK = ">"
_SWEEPS = 8


@dataclass(frozen=True)
class Box:
    """Where a table's box, or a lane, lies in pixels: its left edge and its middle line."""

    x: float
    y: float
    width: float


def whole(pages: Sequence[Page], link: Link) -> str:
    """Every table that another is made from, or that is made from others, in columns by layer."""
    edges = {page.table.name: tuple(sorted({read.table for read in page.reads})) for page in pages}
    joined = {name for name, reads in edges.items() if reads} | {name for reads in edges.values() for name in reads}
    columns, hops = _routed(_columns(sorted(joined), edges), edges)
    return _drawn(_untangled(columns, hops), hops, link, lambda name: name.partition(".")[2])


def around(page: Page, link: Link) -> str:
    """One table between what it reads and what reads it; empty where it stands alone."""
    name, reads = page.table.name, sorted({read.table for read in page.reads})
    if not reads and not page.read_by:
        return ""
    hops = [*((read, name) for read in reads), *((name, reader) for reader in page.read_by)]
    columns = [reads, [name], list(page.read_by)]
    return _drawn([column for column in columns if column], hops, link, str, name)


def _columns(names: Sequence[str], edges: Edges) -> list[list[str]]:
    """Columns by layer, and inside a layer by how many tables of it must come before."""
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            own = [read for read in edges.get(name, ()) if _rank(read) == _rank(name)]
            depths[name] = 1 + max((depth(read) for read in own), default=-1)
        return depths[name]

    found: dict[tuple[int, int], list[str]] = {}
    for name in names:
        found.setdefault((_rank(name), depth(name)), []).append(name)
    return [found[place] for place in sorted(found)]


def _routed(columns: list[list[str]], edges: Edges) -> tuple[list[list[str]], Hops]:
    """Columns with a lane wherever a line passes one, and the lines as hops from column to column.

    A table has one lane in a column, however many tables behind it read it.
    """
    place = {name: i for i, column in enumerate(columns) for name in column}
    hops: set[tuple[str, str]] = set()
    for name, reads in edges.items():
        for read in reads:
            lanes = [f"{read}{_LANE_MARK}{i}" for i in range(place[read] + 1, place[name])]
            hops |= set(pairwise([read, *lanes, name]))
    passing = sorted({end for hop in hops for end in hop if _LANE_MARK in end})
    return [
        [*column, *(lane for lane in passing if lane.endswith(f"{_LANE_MARK}{i}"))] for i, column in enumerate(columns)
    ], sorted(hops)


def _untangled(columns: list[list[str]], hops: Hops) -> list[list[str]]:
    """Each column sorted by the mean place of its neighbours, some times there and back (Sugiyama et al. 1981)."""
    near: dict[str, list[str]] = {}
    for start, end in hops:
        near.setdefault(start, []).append(end)
        near.setdefault(end, []).append(start)
    place = {name: (i + 0.5) / len(column) for column in columns for i, name in enumerate(column)}

    def pull(name: str) -> tuple[float, str]:
        return (sum(place[other] for other in near[name]) / len(near[name]), name)

    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            column.sort(key=pull)
            place.update({name: (i + 0.5) / len(column) for i, name in enumerate(column)})
    return columns


def _drawn(columns: list[list[str]], hops: Hops, link: Link, label: Label, here: str = "") -> str:
    boxes, width, height = _boxes(columns, label)
    curves = [_curve(boxes[start], boxes[end]) for start, end in hops]
    curves += [f'<path d="M{b.x:.1f} {b.y:.1f}h{b.width:.1f}"/>' for name, b in boxes.items() if _LANE_MARK in name]
    shapes = [_shape(name, label(name), b, link, name == here) for name, b in boxes.items() if _LANE_MARK not in name]
    heads = [] if here else [_head(column, boxes) for column in columns]
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return f'<svg class="lineage" role="img" aria-label="Lineage" {size}>{"".join([*heads, *curves, *shapes])}</svg>'


def _boxes(columns: list[list[str]], label: Label) -> tuple[dict[str, Box], float, float]:
    tallest = max((sum(map(_height, column)) for column in columns), default=0)
    boxes: dict[str, Box] = {}
    x = float(_MARGIN)
    for column in columns:
        width = max(len(label(name)) for name in column if _LANE_MARK not in name) * _LETTER + 16
        y = _HEAD + (tallest - sum(map(_height, column))) / 2
        for name in column:
            boxes[name] = Box(x, y + _height(name) / 2, width)
            y += _height(name)
        x += width + _GAP
    return boxes, x - _GAP + _MARGIN, _HEAD + _MARGIN + tallest


def _height(name: str) -> int:
    return _LANE if _LANE_MARK in name else _ROW


def _head(column: list[str], boxes: Mapping[str, Box]) -> str:
    layers = " · ".join(sorted({_layer(name) for name in column if _LANE_MARK not in name}, key=LAYERS.index))
    return f'<text class="head" x="{boxes[column[0]].x:.1f}" y="{_MARGIN + 2}">{escape(layers)}</text>'


def _curve(start: Box, end: Box) -> str:
    left, right = start.x + start.width, end.x
    across, down = right - left, end.y - start.y
    bend = f"{across / 2:.1f} 0 {across / 2:.1f} {down:.1f} {across:.1f} {down:.1f}"
    return f'<path d="M{left:.1f} {start.y:.1f}c{bend}"/>'


def _shape(name: str, words: str, box: Box, link: Link, here: bool) -> str:
    kind = f"{_layer(name)}{' here' if here else ''}"
    rectangle = f'<rect x="{box.x:.1f}" y="{box.y - _BOX / 2:.1f}" width="{box.width:.1f}" height="{_BOX}" rx="4"/>'
    shown = f'<text x="{box.x + 8:.1f}" y="{box.y + 4:.1f}">{escape(words)}</text>'
    return f'<a href="{escape(link(name))}" class="{escape(kind)}"><title>{escape(name)}</title>{rectangle}{shown}</a>'


def _layer(name: str) -> str:
    return name.partition(".")[0]


def _rank(name: str) -> int:
    # What was delivered stands in one column, whether it may be seen or lies in the vault.
    return max(LAYERS.index(_layer(name)), LAYERS.index("vault"))
