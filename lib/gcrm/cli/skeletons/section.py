"""The beginning of a section of the atlas: a mart as a table, through the gate."""

from gcrm.cli.skeletons.files import Files, drawn, require_name
from gcrm.cli.skeletons.reading import COUNTS, Read, samples
from gcrm.core.cell import CELL
from gcrm.core.contracts.graph import discover
from gcrm.core.errors import UsageError

_ORDER = 60  # behind those of today, before what tells where the figures come from


def section(noun: str, reads: Read) -> Files:
    """Files of the section: the mart's members in classes; of its other numbers the gate must first be told.

    Raises UsageError for a name that cannot be, and for a table that cannot be published.
    """
    require_name("section", noun)
    contract = reads.table
    others = [field for field in contract.fields if field.name not in contract.key]
    counts = [field.name for field in others if field.type in COUNTS]
    if contract.layer != "marts" or not counts:
        why = "it is none" if contract.layer != "marts" else "it has no whole number that counts them"
        raise UsageError(f"A section shows a mart whose cells count members; {contract.name} cannot be shown: {why}.")
    if any(contract.field(name).pii for name in contract.key):
        raise UsageError(f"{contract.name} has rows of single members, and nobody's own row is published.")
    public = f"publish.{contract.name.partition('.')[2]}"
    if made := next((step for step in discover() if step.output.name == public), None):
        raise UsageError(
            f"{public} is made in {made.build.__module__} already; a section of your own can read it there."
        )
    measures = next((field.name for field in others if field.type == CELL), None)
    if measures is None:
        raise UsageError(
            f"{contract.name} cannot be shown: it has no column of what the gate must know of its cells; give it a "
            "field of type CELL, made by measured(...) of gcrm.core.cell."
        )
    count = "n_members" if "n_members" in counts else counts[0]
    numbers = (*COUNTS, "float", "double", "decimal", "map", "array")
    words = {
        "noun": noun,
        "title": noun.replace("_", " ").capitalize(),
        "order": _ORDER,
        "count": count,
        "by": contract.key[0],
        "drop": [f.name for f in others if f.pii or (f.name != count and f.type.startswith(numbers))],
        "measures": measures,
        **samples(reads.column(contract.key[0])),
    }
    place = "publish/atlas/sections"
    return drawn(
        reads, words, {f"lib/gcrm/{place}/{noun}.py": "section", f"tests/{place}/test_{noun}.py": "test_section"}
    )
