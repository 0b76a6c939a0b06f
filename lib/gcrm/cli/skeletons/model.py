"""The beginning of a model: parameters from one pass over a table, and a score of each of its rows by them."""

from gcrm.cli.skeletons.files import Files, drawn, require_name
from gcrm.cli.skeletons.reading import COUNTS, Read
from gcrm.core.errors import UsageError


def model(noun: str, reads: Read, figure: str | None) -> Files:
    """Files of a model that tells how far `figure` of a row lies from its mean.

    Raises UsageError for a name that cannot be, and for a figure that is no number of what is read.
    """
    require_name("model", noun)
    numbers = [f.name for f in reads.table.fields if f.type in (*COUNTS, "double") and f.name not in reads.table.key]
    if figure not in numbers:
        raise UsageError(f"--figure must name a number of {reads.table.name}: {', '.join(numbers) or 'it has none'}.")
    words = {
        "noun": noun,
        "prefix": noun.upper(),
        "figure": figure,
        "dated": reads.dated,
        "load": "Snapshots" if reads.dated else "Replace",
    }
    below = f"lib/gcrm/models/{noun}"
    templates = {f"{below}/{part}.py": part for part in ("parameters", "scores")}
    tests = {f"tests/models/{noun}/test_{part}.py": f"test_{part}" for part in ("parameters", "scores")}
    return drawn(reads, words, {f"{below}/__init__.py": "package", **templates, **tests})
