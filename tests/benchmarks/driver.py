"""What the driver does alone with every delivered file before executors read it: lines and bytes a second, on one core.

It hashes the file, decodes all of it to see its encoding, and looks for blank lines, so that a row knows its line.
"""

import gzip
import shutil
import tempfile
import time
from pathlib import Path

from tests.benchmarks.report import keep
from tests.faults import kiosk

from gcrm.bronze.feed import load_feeds
from gcrm.bronze.landing import landings
from gcrm.core.running.arrivals import arrivals
from gcrm.core.storage.files import sha256
from gcrm.sources.lines import survey

FILES, LINES_A_FILE = 4, 500_000


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        coalition = kiosk.configure(home / "conf") / "coalitions" / "kiosk"
        paths = [str(kiosk.deliver(home / "landing", number, n=LINES_A_FILE)) for number in range(FILES)]
        [feed] = load_feeds(coalition)
        step = next(step for step in landings([feed], str(home / "landing")) if step.output.name == "vault.kiosk_lines")
        size = sum(Path(path).stat().st_size for path in paths)
        text = sum(len(gzip.decompress(Path(path).read_bytes())) for path in paths)
        began = time.monotonic()
        for path in paths:
            sha256(path)
        hashed = time.monotonic()
        found = arrivals(step, [], "bench")
        taken = time.monotonic()
        for path in paths:
            survey(path, feed.spec.files["lines"].options, None)  # what `read` does before Spark is asked
        numbered = time.monotonic()
    finally:
        shutil.rmtree(home)
    assert [delivery.status for delivery in found] == ["taken"] * FILES
    lines, seconds = FILES * LINES_A_FILE, numbered - hashed
    figures: dict[str, object] = {
        "lines": lines,
        "bytes_of_gzip": size,
        "bytes_of_text": text,
        "hash_seconds": hashed - began,
        "hash_and_examination_seconds": taken - hashed,
        "blank_lines_seconds": numbered - taken,
        "lines_a_second": lines / seconds,
        "mib_of_gzip_a_second": size / seconds / (1 << 20),
    }
    keep("driver", figures)


if __name__ == "__main__":
    main()
