"""Files that nobody would think of: how many, and what every reader must make of them."""

from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

NUMBER = count()
quick = settings(
    max_examples=5, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def batch(files):
    """Files that are read at once, as those of one feed are."""
    return st.lists(files, min_size=1, max_size=12)


def accepted(reader, folder, contents, suffix, spec):
    """Those of the files that the reader does not refuse: path -> (position, name). Refusals are one sentence."""
    good = {}
    for n, content in enumerate(contents):
        path = folder / f"f{next(NUMBER)}{suffix}"
        path.write_bytes(content)
        said = reader.examine(str(path), spec)
        if said is None:
            good[str(path)] = (n, path.name)
        else:
            assert said
            assert "\n" not in said
    return good


def read(reader, spark, good, spec):
    """Rows by the position of their file, in the order of their places."""
    if not good:
        return {}
    rows = reader.read(spark, {path: (name, 1) for path, (_, name) in good.items()}, spec).collect()
    found = {n: [] for n, _ in good.values()}
    by_name = {name: n for n, name in good.values()}
    for row in sorted(rows, key=lambda row: row["_source"]["line"]):
        found[by_name[row["_source"]["file"]]].append(row)
    return found


def lines_of(rows):
    return [row["_source"]["line"] for row in rows]
