"""How a table met its contract when it was last validated; kept beside its page, so that each can be renewed alone."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Verdict:
    """`version` is that of the table, -1 where it has not been built and nothing was validated."""

    table: str
    version: int
    validated_at: str
    n_expectations: int
    n_met: int
    seconds: float

    @property
    def built(self) -> bool:
        return self.version >= 0

    @property
    def met(self) -> bool:
        return self.built and self.n_met == self.n_expectations

    @property
    def text(self) -> str:
        """The verdict in a few words."""
        return f"{self.n_met} of {self.n_expectations} met" if self.built else "not built yet"


def save(folder: Path, verdict: Verdict) -> None:
    (folder / f"{verdict.table}.json").write_text(json.dumps(asdict(verdict)) + "\n", encoding="utf-8")


def load(folder: Path) -> dict[str, Verdict]:
    """Verdicts by table; empty where nothing was validated into this folder."""
    found = [Verdict(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]
    return {verdict.table: verdict for verdict in found}
