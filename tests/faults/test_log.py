"""A table whose own log is torn says so, and is whole again once the log is."""

from pathlib import Path

import pytest
from tests.cluster.commands import hdfs

from gcrm.silver.transactions import TRANSACTIONS

CUTS = {
    "in the middle of a line": lambda text: text[: len(text) // 2],
    "after its first line": lambda text: text[: text.index(b"\n") + 1],
    "at its first byte": lambda _: b"",
}


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(cut, marks=pytest.mark.fault(15, "file://", f"the tail of a log torn {how}"))
        for how, cut in CUTS.items()
    ],
    ids=list(CUTS),
)
def test_a_torn_log_fails_loudly(place, same, cut, outcome):
    place.deliver(0)
    place.run()
    place.deliver(1)
    watched = place.watch(TRANSACTIONS)
    last = Path(watched.folder) / "_delta_log" / f"{watched.version():020}.json"
    sums = last.with_name(f".{last.name}.crc")
    whole, checked = last.read_bytes(), sums.read_bytes() if sums.exists() else None
    last.write_bytes(cut(whole))
    sums.unlink(missing_ok=True)
    process = place.start()
    assert process.wait() != 0
    assert "Traceback" not in process.text
    said = process.said[-1]
    assert said.startswith("gcrm: ")
    last.write_bytes(whole)
    if checked is not None:
        sums.write_bytes(checked)
    place.run()
    same(place, 2)
    outcome(f"failed loudly ({said[6:60]}...), nothing lost; whole again with the log")


@pytest.mark.fault(15, "hdfs, YARN", "the tail of a log torn after its first line")
def test_a_torn_log_of_the_cluster_fails_loudly(shop, holds, outcome, tmp_path):
    watched = shop.watch(TRANSACTIONS)
    last = f"{watched.folder}/_delta_log/{watched.version():020}.json"
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    hdfs(shop.cluster, "-get", last, str(whole))
    torn.write_bytes(CUTS["after its first line"](whole.read_bytes()))
    shop.next_day()
    hdfs(shop.cluster, "-put", "-f", str(torn), last)
    try:
        process = shop.start()
        assert process.wait() == 2, process.text
        assert "Traceback" not in process.text
        said = next(line for line in process.said if line.startswith("gcrm: "))
    finally:
        hdfs(shop.cluster, "-put", "-f", str(whole), last)
        hdfs(shop.cluster, "-chown", "steward:gcrm", last)
    shop.run()
    holds()
    outcome(f"failed loudly ({said[6:60]}...), nothing lost; whole again with the log")
