"""A headless browser without a network: what a page became, and what it complained about."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND"),
    *("--window-size=1280,900", "--virtual-time-budget=15000", "--enable-logging=stderr", "--dump-dom"),
)


@dataclass(frozen=True)
class Opened:
    """`dom`: the page after its scripts ran; `console`: every message they or the browser left."""

    dom: str
    console: tuple[str, ...]

    def paths(self, kind: str) -> int:
        return len(re.findall(rf'<path class="{kind}"', self.dom))


def opened(page: Path, profile: Path) -> Opened:
    """The page as the browser has it from disk; the test is skipped, or fails in CI, where there is no browser."""
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("No Chromium to open the page with: apt-get install chromium.")
    command = [str(browser), *FLAGS, f"--user-data-dir={profile}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    return Opened(done.stdout, tuple(re.findall(r'CONSOLE[^"]*"(.*)", source', done.stderr)))
