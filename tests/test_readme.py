"""The README's worked example of a partner is sound, and its commands are there."""

import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli.main import run

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def _block(first_line: str) -> str:
    """The indented block that begins with this line."""
    after = README[README.index(f"    {first_line}") :]
    lines = []
    for line in after.splitlines():
        if line.strip() and not line.startswith("    "):
            break
        lines.append(line[4:])
    return "\n".join(lines)


@pytest.mark.usefixtures("spark")
def test_the_example_partner_passes_the_check(tmp_path: Path) -> None:
    conf = tmp_path / "conf"
    shutil.copytree(REPOSITORY / "conf", conf)
    feed = conf / "coalitions" / "brazil" / "feeds" / "kiosk"
    feed.mkdir()
    yaml, _, sql = _block("# feeds/kiosk/feed.yml").partition("-- feeds/kiosk/transactions.sql")
    (feed / "feed.yml").write_text(yaml, encoding="utf-8")
    (feed / "transactions.sql").write_text(sql, encoding="utf-8")
    assert run(["check", "--coalition", "brazil", "--conf", str(conf)]) == 0


def test_every_command_that_is_named_has_a_help_text() -> None:
    for name in sorted(set(re.findall(r"^    gcrm (\w+)", README, flags=re.MULTILINE))):
        with pytest.raises(SystemExit) as done:
            run([name, "--help"])
        assert done.value.code == 0, name
