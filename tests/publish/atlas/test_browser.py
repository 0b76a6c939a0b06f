"""The written atlas in a real browser that has no network."""

import re
import shutil
from pathlib import Path

import pytest

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.atlas import folder
from gcrm.publish.atlas.look import Given, Look
from gcrm.publish.atlas.pages import Agreed, render, write
from gcrm.publish.atlas.section import discover

from ..made_up import NASTY
from .chromium import Opened, opened
from .sections.given import CHANGES

MADE_UP = Agreed("Made Up", "made_up", "BRL", ("state", "municipality"))
# What a reader does, done by a script: pick the second region, ask for the uncertainty, filter and sort the table.
READER = """setTimeout(() => {
  const set = (id, value, event) => {
    document.getElementById(id).value = value;
    document.getElementById(id).dispatchEvent(new Event(event));
  };
  set("region", "2", "change");
  document.querySelector("[data-view=width]").click();
  set("filter-name", "tówn B", "input");
  document.querySelectorAll("#area-table thead button")[3].click();
}, 2000);"""
HOSTILE = """<img src=x onerror="document.title='stolen'"><b>BRL</b>"""
# The first of the areas that show the model alone loses its median.
NO_FIGURE = ("data/areas-0.js", ",100.0,100.0,100.0,", ",null,100.0,100.0,")


@pytest.fixture(scope="module")
def atlas(published_lake: Lakehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages") / "atlas"
    write(published_lake, MADE_UP, out)
    return out


@pytest.fixture(scope="module")
def page(atlas: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return opened(atlas / "index.html", tmp_path_factory.mktemp("profile"))


def _changed(atlas: Path, to: Path, *changes: tuple[str, str, str]) -> Path:
    """The atlas copied `to`, with (file, old, new) exchanged; its index page."""
    shutil.copytree(atlas, to)
    for file, old, new in changes:
        text = (to / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old}"
        (to / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return to / "index.html"


def test_the_map_draws_every_area_and_the_page_complains_of_nothing(page: Opened) -> None:
    assert page.paths("choroplethlocation") == 7
    assert page.console == ()


def test_index_charts_and_the_table_are_drawn(page: Opened) -> None:
    assert page.dom.count('<g class="point">') == 1, (
        "one bar: of the only feature of the only segment that may be shown"
    )
    table = page.dom.split('<table id="area-table">')[1].split("</tbody>")[0]
    assert table.count(">withheld</td>") == 3
    assert "7 of 7 shown" in page.dom


def test_names_from_data_stay_text(page: Opened) -> None:
    assert "<script>alert" not in page.dom
    assert '&lt;b&gt;Sol&lt;/b&gt; &amp; "Mar"&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;' in page.dom
    assert NASTY not in page.dom


def test_a_currency_and_a_name_that_are_html_stay_text_in_charts_too(published_lake: Lakehouse, tmp_path: Path) -> None:
    write(published_lake, Agreed(HOSTILE, "made_up", HOSTILE, ("state", "municipality")), tmp_path / "atlas")
    page = opened(tmp_path / "atlas" / "index.html", tmp_path / "profile")
    assert page.console == ()
    assert page.paths("choroplethlocation") == 7
    assert "<title>stolen" not in page.dom
    # Neither an element of the page nor one of the library's labels is made of it.
    assert page.dom.count("&lt;img src=x onerror=") > 3
    assert "<img src=x" not in page.dom
    assert re.findall(r"<tspan[^>]*>BRL|<b>BRL", page.dom) == []


INJECTED = (
    "<script>document.title = 'stolen'</script>",
    "<img src=x onerror=\"document.title = 'stolen'\">",
    "<svg onload=\"document.title = 'stolen'\"></svg>",
    "<script src=\"data:text/javascript,document.title = 'stolen'\"></script>",
    "<iframe srcdoc=\"<script>parent.document.title = 'stolen'</script>\"></iframe>",
)


def test_scripts_within_the_page_are_refused_by_the_browser(tmp_path: Path) -> None:
    made = render(Look(MADE_UP, Given({"publish.sales_changes": CHANGES})), discover())
    folder.write(tmp_path / "atlas", made.files, made.about)
    index = tmp_path / "atlas" / "index.html"
    index.write_text(
        index.read_text(encoding="utf-8").replace("<main>", f"<main>{''.join(INJECTED)}"), encoding="utf-8"
    )
    page = opened(index, tmp_path / "profile")
    refused = [message for message in page.console if "Content Security Policy" in message]
    assert len(refused) >= len(INJECTED)
    assert "<title>stolen" not in page.dom


def test_nothing_offers_to_send_a_chart_away(page: Opened) -> None:
    assert 'data-title="Zoom in"' in page.dom
    assert "Share chart" not in page.dom


def test_a_reader_can_choose_region_and_view_and_filter_and_sort(atlas: Path, tmp_path: Path) -> None:
    index = _changed(
        atlas, tmp_path / "atlas", ("index.html", "</body>", '<script src="assets/reader.js"></script></body>')
    )
    (index.parent / "assets/reader.js").write_text(READER, encoding="utf-8")
    page = opened(index, tmp_path / "profile")
    assert page.console == ()
    assert page.paths("choroplethlocation") == 3
    assert 'data-drawn="shapes-0-2" data-view="width"' in page.dom
    rows = page.dom.split('<table id="area-table">')[1].split("</tbody>")[0]
    assert [name for name in ("Town b60", "Town b30", "Town b25") if name in rows] == [
        "Town b60",
        "Town b30",
        "Town b25",
    ]
    assert rows.index("Town b60") < rows.index("Town b30") < rows.index("Town b25")
    assert "Town a12" not in rows


def test_an_area_without_a_figure_is_drawn_grey_and_asks_nobody_for_an_outline(atlas: Path, tmp_path: Path) -> None:
    page = opened(_changed(atlas, tmp_path / "atlas", NO_FIGURE), tmp_path / "profile")
    assert page.console == ()
    assert page.paths("choroplethlocation") == 7
    assert page.dom.count('fill="rgb(227, 230, 234)"') == 1


def test_the_browser_itself_refuses_what_would_leave_the_folder(atlas: Path, tmp_path: Path) -> None:
    """Without the outline that is put before it, the library asks its maker's server: so the tests above can fail."""
    no_outline = ("assets/plotly.js", "world_110m", "another")
    page = opened(_changed(atlas, tmp_path / "atlas", NO_FIGURE, no_outline), tmp_path / "profile")
    assert any("Content Security Policy" in message for message in page.console)


def test_a_file_that_was_not_copied_is_named_on_the_page(atlas: Path, tmp_path: Path) -> None:
    index = _changed(atlas, tmp_path / "atlas")
    (index.parent / "data" / "areas-0.js").unlink()
    page = opened(index, tmp_path / "profile")
    assert "The file data/areas-0.js is missing: copy the whole folder." in page.dom


def test_a_page_of_its_own_finds_what_it_needs_in_the_folder_above(tmp_path: Path) -> None:
    made = render(Look(MADE_UP, Given({"publish.sales_changes": CHANGES})), discover())
    folder.write(tmp_path / "atlas", made.files, made.about)
    page = opened(tmp_path / "atlas" / "sections" / "sales_changes.html", tmp_path / "profile")
    assert page.console == ()
    assert page.dom.index("North") < page.dom.index("West")
