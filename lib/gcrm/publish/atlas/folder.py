"""The folder that is written: only files of ours are ever replaced, and nothing of an earlier atlas stays behind."""

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from gcrm.core.errors import UsageError

MANIFEST = "atlas.json"
# The library asks a server for a world outline, even for one it does not show, unless it finds one here.
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
_OUTLINE = {
    "type": "Topology",
    "arcs": [],
    "objects": {layer: {"type": "GeometryCollection", "geometries": []} for layer in _LAYERS},
}


def write(out: Path, files: Mapping[str, str], about: Mapping[str, Any]) -> int:
    """Writes `files` (relative path to text) and a manifest that says what they are made `about`; gives their bytes.

    Raises UsageError where `out` holds anything but an earlier atlas, or other people's files under the names of ours,
    or cannot be written.
    """
    try:
        _clear(out, files)
        # First, so that after a kill the next atlas knows what it may replace.
        out.mkdir(parents=True, exist_ok=True)
        manifest = json.dumps({**about, "files": sorted(files)}, indent=1, default=str, ensure_ascii=False)
        (out / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        for name, text in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The atlas cannot be written to {out}: {error.strerror}; give a folder that can.") from None
    return sum((out / name).stat().st_size for name in (*files, MANIFEST))


def _clear(out: Path, files: Iterable[str]) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    old = _written(out)
    if old is None:
        raise UsageError(f"{out} holds something that is no atlas; give --out a new or an empty folder.")
    inside = [name for name in old if _is_within(out, name)]
    for name in (*files, MANIFEST):
        if not _is_within(out, name) or (name != MANIFEST and name not in inside and (out / name).exists()):
            raise UsageError(f"{out / name} is no page of the atlas there; move it, or give --out an empty folder.")
    for name in inside:
        (out / name).unlink(missing_ok=True)


def _written(out: Path) -> list[str] | None:
    """What an earlier atlas says that it wrote; None where none says so."""
    try:
        said = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return [str(name) for name in said] if isinstance(said, list) else None


def _is_within(out: Path, name: str) -> bool:
    """Whether the file, its links followed, lies in the folder."""
    return (out / name).resolve().is_relative_to(out.resolve()) and not (out / name).is_symlink()


def script(value: Any) -> str:
    """`value` as JSON that may stand inside a <script>: no sequence of it can end the element or start another.

    >>> script("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def data(name: str, value: Any) -> str:
    """A data file: a script, because a page from disk may load scripts but not read files."""
    return f"gcrm.put({script(name)},{script(value)});\n"


def text(package: str, name: str) -> str:
    """The text of a file that lies in a package, be that a folder or in a zip; raises FileNotFoundError without one."""
    return (resources.files(package) / name).read_text(encoding="utf-8")


def plotly() -> str:
    """Plotly's library with the empty outline before it."""
    outline = script({"topojson": {"world_110m": _OUTLINE}})
    return f"window.PlotlyGeoAssets={outline};\n{text('plotly', 'package_data/plotly.min.js')}"


# What a section may draw with, by the name of its file in the atlas.
LIBRARIES: Mapping[str, Callable[[], str]] = {"plotly.js": plotly}
