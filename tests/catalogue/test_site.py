import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.catalogue.contracts import AREAS, SALES, SALES_STEP, Settings

from gcrm.catalogue import site
from gcrm.catalogue.describe import pages
from gcrm.catalogue.verdict import Verdict

VERDICT = Verdict("warehouse.sales", 3, "2026-01-01 10:00 UTC", 9, 8, 1.5)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/silver.gone.html").write_text("x")
    found = pages([SALES_STEP], [], {SALES.name: Settings()}, [AREAS])
    site.write(tmp_path, "Shop <1>", found, {VERDICT.table: VERDICT})
    return tmp_path


class Words(HTMLParser):
    """The text of a page, and the tags in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.tags = "", set[str]()
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


def test_there_is_a_page_per_table_and_none_of_those_that_are_no_more(out):
    assert sorted(path.name for path in (out / "tables").iterdir()) == ["silver.areas.html", "warehouse.sales.html"]


def test_a_page_shows_the_whole_contract_as_words(out):
    page = Words((out / "tables/warehouse.sales.html").read_text())
    for words in (
        "Id | of the <script>alert(1)</script> sale",
        "map<string,array<struct<name:string,n:bigint>>>",
        "<EUR>",
        "sale_id NOT LIKE '%|%' AND `sale_id` <> '$sql ${x} <i>'",
        "At least 75 % of the values of area_id are found in silver.areas.area_id.",
        "('state', '<district>')",
        "only the groups that changed",
        "8 of 9 met",
    ):
        assert words in page.words
    assert not page.tags & {"script", "b", "i", "u", "iframe", "img"}


def test_pages_share_one_stylesheet_and_ask_the_network_for_nothing(out):
    for path in (out / "index.html", *(out / "tables").iterdir()):
        text = path.read_text()
        (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', text)
        assert (path.parent / style).resolve() == (out / "style.css").resolve()
        assert not re.search(r"https?://|//cdn|@import", text)
    assert "://" not in (out / "style.css").read_text()
    assert "&" not in (out / "style.css").read_text()


def test_verdicts_are_shown_where_there_are_any(out, tmp_path):
    assert 'class="verdict broken" href="data-docs/warehouse.sales.html"' in (out / "index.html").read_text()
    site.write(tmp_path, "Shop", pages([SALES_STEP], [], {SALES.name: Settings()}, []), {})
    assert "data-docs" not in (tmp_path / "index.html").read_text()
