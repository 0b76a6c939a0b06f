"""What tests of JSON lines share: objects with two keys, and what is said of a file of them."""

from gcrm.sources import jsonlines
from gcrm.sources.spec import FileSpec, Options

SPEC = FileSpec("*.jsonl", "jsonl", ("id", "name"))


def spec(*columns, **options):
    return FileSpec("*.jsonl", "jsonl", columns or ("id", "name"), options=Options(**options))


def complaint(files, given=SPEC):
    return jsonlines.examine(next(iter(files)), given)
