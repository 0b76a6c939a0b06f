"""A whole simulated coalition, small and with much of every defect: its files, read as anybody can read them."""

import gzip
import json
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import pyarrow.parquet as pq

from gcrm.simulate.files.dirt import EXPECTED
from gcrm.simulate.files.systems import SYSTEMS

DAYS, MEMBERS, NEW_LAYOUT_DAY = 70, 300, 35
KINDS = [kind for kind in EXPECTED if kind != "truncated"]
# So much of everything that even the airline's few lines have each kind of defect.
SETS = [
    "partners.n=12",
    *(f"dirt.{kind}=0.04" for kind in KINDS),
    *(f"dirt.{fate}=0.08" for fate in ("missing", "twice", "corrected")),
    "dirt.truncated=0.35",
    "areas.districts=24",
    "areas.neighbourhoods=120",
    f"dirt.new_layout_day={NEW_LAYOUT_DAY}",
    "lines_of_business.airline.a_week=0.08",
    "posts.personal_rate=0.2",
    "posts.authors=0.5",
    "panel.share=0.6",
]


def quiet(_line):
    pass


def delivered(out):
    """Every file that a partner delivered, by its path."""
    every = (path for path in out.rglob("*") if path.is_file())
    found = {str(path.relative_to(out)): path for path in every}
    return {name: path for name, path in found.items() if not name.startswith("truth/")}


def true(out, table):
    return pq.read_table(out / "truth" / table).to_pylist()


def true_frame(out, table):
    return pd.read_parquet(out / "truth" / table)


def told(out, pattern):
    """Every CSV or JSON file of a pattern in one table; `file_date` is the date in the file's name."""
    tables = []
    for path in sorted(out.glob(pattern)):
        if path.suffix == ".csv":
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
        else:
            table = pd.DataFrame([json.loads(line) for line in path.read_text().splitlines()])
        tables.append(table.assign(file_date=path.name[:10]))
    return pd.concat(tables, ignore_index=True)


@dataclass(frozen=True)
class Basket:
    """A line of a till's file, as it was read: facts by the simulation's names, `text` as it stood there."""

    path: str
    line: int
    text: str
    facts: dict
    is_whole: bool


def names_of(system):
    """The header's names, folded, to facts."""
    return {name.casefold(): fact for name, fact in [*system.columns.items(), *system.late_columns]}


def read(out, path):
    """The header (or the keys of the first object) and the basket lines of a till's file."""
    system = SYSTEMS[path.split("/")[0]]
    facts = names_of(system)
    if system.kind == "parquet":
        table = pq.read_table(out / path)
        rows = [{facts[k.casefold()]: v for k, v in row.items()} for row in table.to_pylist()]
        return table.column_names, [Basket(path, n, repr(row), row, True) for n, row in enumerate(rows, 1)]
    content = (out / path).read_bytes()
    text = (gzip.decompress(content) if system.gzipped else content).decode(system.encoding)
    *whole, rest = text.split("\n")
    lines = [(line, True) for line in whole] + ([(rest, False)] if rest else [])
    if system.kind == "jsonl":
        objects = [json.loads(line) if is_whole else {} for line, is_whole in lines]
        baskets = [
            Basket(path, n, line, {facts[k.casefold()]: v for k, v in given.items()}, is_whole)
            for n, ((line, is_whole), given) in enumerate(zip(lines, objects, strict=True), 1)
        ]
        return list(objects[0]), baskets
    header = lines[0][0].split(system.sep)
    of = [facts[name.casefold()] for name in header]
    baskets = []
    for n, (line, is_whole) in enumerate(lines[1:], 2):
        values = line.split(system.sep)
        assert len(values) == len(of) or not is_whole
        baskets.append(Basket(path, n, line, dict(zip(of, values, strict=False)), is_whole))
    return header, baskets


def number(value):
    return Decimal(str(value).replace(",", "."))


def till_files(out):
    return [name for name in delivered(out) if name.split("/")[0] in SYSTEMS]


def again(path):
    folder, _, name = path.rpartition("/")
    stem, dot, suffix = name.partition(".")
    return f"{folder}/{stem}_again{dot}{suffix}"
