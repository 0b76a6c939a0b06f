"""Fingerprints of every step of copies of the package, each copy with an edit of its own.

One process loads what others wrote and forks for every copy, so that a copy costs its own modules only.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
# Modules that no step knows of.
_LEFT_OUT = ("cli", "simulate", "catalogue", "evaluate", "serve", "cluster", "__pycache__")

_CHILD = """
import json, os, sys
import numpy, pyarrow, pyspark.sql, pyspark.sql.pandas.functions, scipy.optimize, sqlglot.optimizer, yaml, delta
def fingerprints(conf):
    from gcrm.bronze.feed import load_feeds
    from gcrm.bronze.landing import landings
    from gcrm.core.contracts.graph import discover
    from gcrm.core.running.fingerprint import fingerprint
    from gcrm.vault.derived import Keys
    from gcrm.vault.door import bind
    from pathlib import Path
    feeds = load_feeds(Path(conf) / "coalitions" / "brazil")
    steps = [*landings(feeds, None), *(bind(step, feeds, Keys("brazil", bytes, bytes)) for step in discover())]
    defaults = {s.output.name: s.settings() for s in steps if getattr(s, "settings", None)}
    return {s.output.name: fingerprint(s, defaults.get(s.output.name)) for s in steps}
for root, out in json.loads(sys.argv[2]):
    child = os.fork()
    if child == 0:
        sys.path.insert(0, root)
        found = fingerprints(sys.argv[1])
        assert sys.modules["gcrm"].__file__.startswith(root), sys.modules["gcrm"].__file__
        with open(out, "w") as file:
            json.dump(found, file)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, root
"""

Edit = tuple[str, str, str]  # path below gcrm, text there, text instead


@dataclass(frozen=True)
class Copies:
    """A folder of copies, by name."""

    root: Path

    def make(self, name: str, *edits: Edit, zipped: bool = False) -> str:
        """Copies the package with these edits; gives what to put on the path."""
        folder = self.root / name
        shutil.copytree(REPOSITORY / "lib" / "gcrm", folder / "gcrm", ignore=shutil.ignore_patterns(*_LEFT_OUT))
        for path, before, after in edits:
            file = folder / "gcrm" / path
            text = file.read_text()
            assert text.count(before) == 1, f"{path}: {before!r} stands {text.count(before)} times"
            file.write_text(text.replace(before, after))
        return shutil.make_archive(str(folder), "zip", folder) if zipped else str(folder)

    def fingerprints(self, paths: dict[str, str]) -> dict[str, dict[str, dict[str, str]]]:
        """Copy to table to fingerprint."""
        outs = {name: str(self.root / f"{name}.json") for name in paths}
        given = json.dumps([(path, outs[name]) for name, path in paths.items()])
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        code = [sys.executable, "-c", _CHILD, str(REPOSITORY / "conf"), given]
        subprocess.run(code, check=True, env=kept, cwd=self.root)
        return {name: json.loads(Path(out).read_text()) for name, out in outs.items()}
