import json
import re
from pathlib import Path

import pytest
from tests.catalogue.contracts import AREAS, LINES, SALES, SALES_STEP, Settings

from gcrm.catalogue import data_docs, site
from gcrm.catalogue.describe import pages
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows

SECRET = "f3a9-secret"


@pytest.fixture
def written(lake: Lakehouse, tmp_path: Path) -> Path:
    """Data Docs of one table with a fault in it and one that is not built, in a catalogue."""
    out = tmp_path / "out"
    bad = rows(lake.spark, SALES, {"sale_id": SECRET, "amount": 0, "member_id": SECRET})
    bad.write.format("delta").save(lake.path(SALES))
    said: list[str] = []
    data_docs.write(lake, [AREAS, SALES], out / "data-docs", "Shop", "2026-01-01 10:00 UTC", said.append)
    assert [line.split()[1:3] for line in said] == [["1/2]", "silver.areas"], ["2/2]", "warehouse.sales"]]
    verdicts = data_docs.write_index(out / "data-docs", "Shop", ["silver.areas", "warehouse.sales"])
    site.write(out, "Shop", pages([SALES_STEP], [], {SALES.name: Settings()}, [AREAS, LINES]), verdicts)
    return out


def test_one_page_per_table_tells_what_is_met_and_what_is_not(written):
    page = (written / "data-docs/warehouse.sales.html").read_text()
    assert "7 of 9 met" in page
    assert page.count("fa-check-circle") == 7
    assert "1 rows do not" in page
    assert "Version 0, validated 2026-01-01 10:00 UTC" in page
    assert json.loads((written / "data-docs/warehouse.sales.json").read_text())["n_met"] == 7


def test_a_table_that_is_not_built_has_a_page_with_what_is_expected_of_it(written):
    page = (written / "data-docs/silver.areas.html").read_text()
    assert "Not built yet" in page
    assert "level_is_given" in page


def test_no_page_asks_the_network_or_shows_a_value_of_a_row(written):
    for path in written.rglob("*.*"):
        text = path.read_text()
        assert SECRET not in text, path
        assert not re.search(r"""(src|href|url|@import)\s*[=(]?\s*["']?(https?:)?//""", text), path
        assert "<script" not in text, path


def test_words_of_the_contract_stay_words_there_too(written):
    page = (written / "data-docs/warehouse.sales.html").read_text()
    assert "$sql ${x} &lt;i&gt;" in page
    assert "<i>'" not in page
    assert "a &lt;u&gt;b&lt;/u&gt;" in page


def test_links_between_the_pages_lead_somewhere(written):
    for path in written.rglob("*.html"):
        for link in re.findall(r'href="([^"#:]+)["#]', path.read_text()):
            there = (path.parent / link).resolve()
            assert there.exists() or "contracts" in link or link == "catalogue.md", (path, link)


def test_a_second_write_of_one_table_keeps_the_pages_of_the_others(written, lake):
    out = written / "data-docs"
    data_docs.write(lake, [AREAS], out, "Shop", "2026-02-02 10:00 UTC", lambda _: None)
    verdicts = data_docs.write_index(out, "Shop", ["silver.areas", "warehouse.sales"])
    assert {name: found.validated_at[:7] for name, found in verdicts.items()} == {
        "silver.areas": "2026-02",
        "warehouse.sales": "2026-01",
    }
    assert list(data_docs.write_index(out, "Shop", ["silver.areas"])) == ["silver.areas"]
    assert not (out / "warehouse.sales.html").exists()


def test_checkpoints_of_the_last_run_stand_on_the_first_page_and_of_the_vault_without_counts(tmp_path):
    asked = [
        {
            "run_id": "r1",
            "table_name": name,
            "check_name": "refused",
            "status": "warned",
            "told": f"7 rows of <{name}>.",
        }
        for name in ("silver.areas", "vault.persons")
    ]
    data_docs.write_index(tmp_path, "Shop", [], asked)
    page = (tmp_path / "index.html").read_text()
    assert "Checkpoints of run r1" in page
    assert "7 rows of &lt;silver.areas&gt;." in page
    assert "7 rows of &lt;vault" not in page
    data_docs.write_index(tmp_path, "Shop", [])
    assert "Checkpoints" not in (tmp_path / "index.html").read_text()
