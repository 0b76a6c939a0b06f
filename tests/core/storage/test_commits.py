"""A commit that was cut off at the end of a line is found by what it tells of itself."""

import json

import pytest

from gcrm.core.storage.commits import torn


def commit(metrics, *actions):
    info = {"commitInfo": {"operationMetrics": metrics}}
    return [json.dumps(line).encode() + b"\n" for line in (info, *actions)]


def added(rows):
    return {"add": {"path": "a", "stats": json.dumps({"numRecords": rows})}}


# A file without rows is counted, not listed.
WRITE = commit({"numFiles": "3", "numOutputRows": "5"}, added(2), added(3))
VECTOR = {"add": {"path": "a", "deletionVector": {}}}
MERGE = commit(
    {
        "numTargetFilesAdded": "1",
        "numTargetFilesRemoved": "0",
        "numTargetDeletionVectorsAdded": "1",
        "numTargetChangeFilesAdded": "1",
    },
    added(2),
    {"cdc": {"path": "c"}},
    VECTOR,
    {"remove": {"path": "a"}},
)


@pytest.mark.parametrize("whole", [WRITE, MERGE, commit({}), commit({"numDeletedFiles": "4"})])
def test_a_whole_commit_is_whole(whole):
    assert torn(whole) is None


@pytest.mark.parametrize(
    ("lines", "lacks"),
    [
        ([], "it holds nothing"),
        (WRITE[:1], "it lists 0 of 5 rows written"),
        (WRITE[:2], "it lists 2 of 5 rows written"),
        ([*WRITE[:2], WRITE[2][:9]], "its last line ends too early"),
        (MERGE[:1], "it lists 0 of 2 files added"),
        (MERGE[:2], "it lists 1 of 2 files added"),
        (MERGE[:4], "it lists 0 of 1 files removed"),
    ],
)
def test_what_is_lacking_is_told(lines, lacks):
    assert torn(lines) == lacks
