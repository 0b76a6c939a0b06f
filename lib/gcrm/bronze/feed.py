"""A partner as configuration: which files it delivers, and one SELECT per canonical table over them."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from gcrm.bronze.values import Values
from gcrm.core.contracts.table import SOURCE, Append, Field, Table
from gcrm.core.errors import MistakesError, UsageError
from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import Node, read_words, read_yaml
from gcrm.sources.spec import FileSpec
from gcrm.sources.volume import Volume

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class SelectSpec:
    """How much a SELECT reads when something new was delivered.

    `by` names columns: rows that share them are recomputed together (files without these columns are read whole, or
    found through `lookups`: file -> the column it is found by). An empty `by` means that every row stands alone, so
    only new rows are read. Without `by` everything is read again whenever a file is new. `values`: how single columns
    of the SELECT are written, where that is not as in the rest of the feed. `released`: columns that are made of
    personal ones, and yet are for all who read the table, such as an age band.
    """

    by: tuple[str, ...] | None = None
    lookups: dict[str, str] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    released: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedSpec:
    """feed.yml. `namespace` names whose keys of members these are: the same key in two namespaces is two people.
    `values`: how its figures, times and keys are written. `rows`: how many a file of the feed has, where the file's own
    kind does not say."""

    partner: str
    files: dict[str, FileSpec]
    namespace: str
    selects: dict[str, SelectSpec] = field(default_factory=dict)
    values: Values = field(default_factory=Values)
    rows: Volume | None = None


@dataclass(frozen=True)
class Feed:
    """A feed of a coalition: its specification and the text of its SELECTs by canonical name."""

    name: str
    spec: FeedSpec
    sql: dict[str, str]
    where: str

    @property
    def volumes(self) -> dict[str, Volume]:
        """Bronze table to how many rows each of its files should have, for those of which that is said."""
        said = {self.table(name).name: spec.rows or self.spec.rows for name, spec in self.spec.files.items()}
        return {name: volume for name, volume in said.items() if volume}

    def table(self, file: str) -> Table:
        """The bronze table of one kind of file; under the vault where a column identifies people."""
        spec = self.spec.files[file]
        layer = "vault" if spec.personal else "bronze"
        columns = tuple(
            Field(name, "string", f"'{shown}' as delivered", pii="direct" if name in spec.personal else None)
            for name, shown in zip(spec.fields, spec.headers, strict=True)
        )
        return Table(
            name=f"{layer}.{self.name}_{file}",
            doc=f"One row per record of {self.spec.partner}'s {file}, as text, as delivered.",
            fields=(
                *columns,
                Field(
                    "_extra",
                    "map<string,string>",
                    "Columns that nobody declared; outside the vault how many",
                ),
                Field("_problem", "string", "Why the line is no record of the declared columns; null for a good one"),
                SOURCE,
            ),
            load=Append(),
        )


def load_feeds(coalition: Path) -> list[Feed]:
    """Every feed of the coalition's folder; raises MistakesError with all mistakes of all feeds at once."""
    problems: list[str] = []
    feeds = [
        feed for folder in sorted((coalition / "feeds").glob("*/")) if (feed := _feed(folder, coalition, problems))
    ]
    if not feeds and not problems:
        problems.append(f"conf/coalitions/{coalition.name}/feeds holds no feed; add a folder with a feed.yml.")
    if problems:
        raise MistakesError(problems)
    return feeds


def _feed(folder: Path, coalition: Path, problems: list[str]) -> Feed | None:
    shown = f"conf/coalitions/{coalition.name}/feeds/{folder.name}"
    try:
        node: Node = read_yaml(folder / "feed.yml", f"{shown}/feed.yml")
    except UsageError as error:
        problems.append(str(error))
        return None
    spec = into(FeedSpec, node, problems, "feed")
    if spec is None:
        return None
    for name in (folder.name, *spec.files):
        if not _NAME.fullmatch(name):
            problems.append(f"{shown}: '{name}' names a table, so it must be lower case letters, digits, underscores.")
    sql: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        try:
            sql[path.stem] = read_words(path)
        except UnicodeDecodeError as error:
            problems.append(f"{shown}/{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8.")
        except UsageError as error:
            problems.append(f"{shown}/{error}")
    for path in folder.iterdir():
        if path.suffix.lower() == ".sql" and path.suffix != ".sql":
            problems.append(f"{shown}/{path.name}: a SELECT's file ends in .sql; call it {path.stem}.sql.")
    for name in spec.selects:
        if name not in sql:
            problems.append(f"{shown}/feed.yml: 'selects' names '{name}', but there is no {name}.sql beside it.")
    return Feed(folder.name, spec, sql, shown)
