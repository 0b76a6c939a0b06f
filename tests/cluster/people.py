"""Who the members are, as the partners delivered it: what must be found nowhere else."""

import csv
import io
from pathlib import Path


def personal(landing: Path) -> set[str]:
    """Names, phones, e-mails and card numbers of all members."""
    found = set()
    for path in landing.glob("programme/members/*.csv"):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            found |= {row["E-mail"], row["Phone"], row["Card"], f"{row['Family Name']} {row['Given Name']}"}
    # Short ones stand in any text.
    return {text for text in found if len(text) > 7}
