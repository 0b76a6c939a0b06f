"""The beginning of a table: a row per value of a column of another one, and how many rows that has."""

from gcrm.cli.skeletons.files import Files, drawn, require_name
from gcrm.cli.skeletons.reading import Read, samples
from gcrm.core.errors import UsageError

LAYERS = ("warehouse", "features", "marts")


def table(name: str, reads: Read, by: str | None = None) -> Files:
    """Files of the table `layer.noun`; `by` is the first column of the key of what is read, where it is not given.

    Raises UsageError for a name that cannot be, and for a column that is not there.
    """
    layer, _, noun = name.partition(".")
    if layer not in LAYERS or not noun:
        raise UsageError(f"'{name}' needs its layer, one of {', '.join(LAYERS)}, such as marts.tiers.")
    require_name("table", noun)
    column = reads.column(by or reads.table.key[0])
    dated = reads.dated or layer == "features"
    words = {
        "name": name,
        "noun": noun,
        "layer": layer,
        "constant": f"{noun.upper()}_FEATURES" if layer == "features" else noun.upper(),
        "by": column.name,
        "dated": dated,
        "topic": layer == "features" and column.name == "member_id",
        "key": [column.name, *(["as_of"] if dated else [])],
        "load": "Snapshots" if dated else "Replace",
        # What the gate must know is told by rows of one member each.
        "measured": layer == "marts" and reads.table.key in (("member_id",), ("member_id", "as_of")),
        **samples(column),
    }
    return drawn(reads, words, {f"lib/gcrm/{layer}/{noun}.py": "table", f"tests/{layer}/test_{noun}.py": "test_table"})
