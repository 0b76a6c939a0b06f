"""Small files: what offices publish, what the programme says of its partners; and small tables of the truth."""

import io
import json
from dataclasses import asdict
from typing import Any

import pandas as pd

from gcrm.simulate.brands import catalogue
from gcrm.simulate.files import dirt
from gcrm.simulate.scene import Scene

ABOUT = """# The truth of a simulated coalition

The country, its people and its brands are made up. Nothing here was delivered, and no job reads it: only tests and
`gcrm score`.

* `members`, `stores`, `choices`, `repertoires`: who is who, what they earn, how often they would go where, until when.
* `neighbourhoods.parquet`, `listings.parquet`, `world.json`: the country, and every parameter.
* `campaign_members`, `panel`, `identities`: hold-outs, attitudes, who is who in partners' own registers.
* `authors`, `posts`: who writes and takes up trends first; what each post means, and which are spam or bought.
* `deliveries`: every file that was written, or held back, and what is wrong with it as a whole.
* `defects`: every planted defect with its file and line; `expected.json` says what a run must make of each kind.

Basket lines do not stand here a second time: they follow from `visits` and the seed. `visits` of a range of days hold
those of the weeks before it too, which late lines are of.
"""


def small_files(scene: Scene) -> dict[str, tuple[int, bytes]]:
    """Path to the day on which it is delivered, and content."""
    made = {path: (day, _content(content)) for path, (day, content) in scene.country.published.items()}
    partners = [(b.partner_id, b.name, b.line, b.business.system, "2020-01-01") for b in scene.brands]
    named = pd.DataFrame(partners, columns=["Partner ID", "Name", "Line", "System", "Joined On"])
    year = scene.world.start.year
    made[f"programme/partners/{year}.csv"] = (0, _csv(named))
    made[f"programme/articles/{year}.csv"] = (0, _csv(catalogue(scene.world)))
    return made


def true_files(scene: Scene) -> dict[str, bytes]:
    """Path below `truth/` to content."""
    country = scene.country
    expected = {kind: {"becomes": becomes, "because": why} for kind, (becomes, why) in dirt.EXPECTED.items()}
    return {
        "README.md": ABOUT.encode(),
        "world.json": (json.dumps(asdict(scene.world), default=str, ensure_ascii=False, indent=1) + "\n").encode(),
        "expected.json": (json.dumps(expected, indent=1) + "\n").encode(),
        "neighbourhoods.parquet": _parquet(country.neighbourhoods.reset_index(names="home")),
        "listings.parquet": _parquet(country.truth_listings),
    }


def _content(content: Any) -> bytes:
    if isinstance(content, pd.DataFrame):
        return _csv(content)
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _parquet(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    table.to_parquet(out, index=False)
    return out.getvalue()
