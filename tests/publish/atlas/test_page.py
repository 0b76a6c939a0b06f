"""A page of sections, from rows at hand: what stands on the start page, what on its own, what is not built."""

import re
from typing import Any

import pytest

from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.pages import Made, render
from gcrm.publish.atlas.section import discover

from .sections.given import BEAN as NASTY
from .sections.given import CHANGES

AGREED = Agreed("Made <Up>", "made_up", "BRL", ("state",), "pt")


def _rendered(**given: list[dict[str, Any]]) -> Made:
    return render(Look(AGREED, Given({f"publish.{noun}": rows for noun, rows in given.items()})), discover())


@pytest.fixture(scope="module")
def made() -> Made:
    return _rendered(sales_changes=CHANGES)


def _titles(page: str) -> list[str]:
    return re.findall(r'<h2 id="\w+-title">(.*?)</h2>', page)


def test_what_is_not_built_says_so_in_one_line(made: Made) -> None:
    assert _titles(made.files["index.html"]) == [
        "No map: publish.area_power has not been built yet; `gcrm run` builds it",
        "No segments: publish.portraits has not been built yet; `gcrm run` builds it",
        "No purchasing power: publish.area_power has not been built yet; `gcrm run` builds it",
        "No areas: publish.area_power has not been built yet; `gcrm run` builds it",
        "No trade areas: publish.trade_areas has not been built yet; `gcrm run` builds it",
        "Sales of &lt;b&gt;Bean&lt;/b&gt; to members in North fell by 30% in quarter 3 of 2025; "
        "elsewhere they rose by 5% (1,000 to 1,499 buyers)",
        "No voices: publish.tones has not been built yet; `gcrm run` builds it",
        "Nothing has arrived yet",
    ]


def test_what_holds_no_row_says_why() -> None:
    made = _rendered(sales_changes=[], portraits=[])
    assert "No segments: there are too few members to form any" in _titles(made.files["index.html"])
    assert not [path for path in made.files if path.startswith("sections/")]


def test_more_than_a_screen_has_a_page_of_its_own_and_a_link_to_it(made: Made) -> None:
    start, own = made.files["index.html"], made.files["sections/sales_changes.html"]
    assert "West" not in start
    assert start.count('href="sections/sales_changes.html"') == 2
    assert len(_titles(own)) == 1
    assert '<a href="../sections/sales_changes.html" aria-current="page">Sales</a>' in own
    assert '<a href="../index.html#map">Map</a>' in own
    assert set(re.findall(r'(?:src|href)="(\.\./assets/[^"]+)"', own)) == {"../assets/atlas.css", "../assets/atlas.js"}


def test_a_listing_shows_the_strongest_first_and_says_what_is_withheld(made: Made) -> None:
    body = made.files["sections/sales_changes.html"].split("<tbody>")[1]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", body)]
    assert [row[1] for row in rows] == ["North", "West", "South"]
    assert rows[0][2:] == ["2025-07-01", "1,000 to 1,499", "-30%", "-40%", "-20%", "5%", "-0.4", "-4.2"]
    assert rows[2][3:] == ["withheld", *["–"] * 6]


def test_text_from_data_is_escaped_on_every_page(made: Made) -> None:
    pages = [text for path, text in made.files.items() if path.endswith(".html")]
    assert [text for text in pages if NASTY in text or "Made <Up>" in text] == []
    assert all("<h1>Made &lt;Up&gt;</h1>" in text for text in pages)


def test_every_script_that_a_page_asks_for_is_written(made: Made) -> None:
    for text in (made.files["index.html"], made.files["sections/sales_changes.html"]):
        for script in re.findall(r'<script src="(?:\.\./)?([^"]+)"', text):
            assert script in made.files
    assert 'lang="pt"' in made.files["index.html"]
