import re

import mistune
from tests.catalogue.contracts import SALES, SALES_STEP, Settings

from gcrm.catalogue import markdown
from gcrm.catalogue.describe import pages


def catalogue() -> str:
    return markdown.text("Shop <1>", pages([SALES_STEP], [], {SALES.name: Settings()}, []))


def html() -> str:
    """What a reader of Markdown sees: tables on, raw HTML shown as text but for our own anchors."""
    return str(mistune.create_markdown(escape=False, plugins=["table"])(catalogue()))


def test_words_of_a_contract_stay_words():
    shown = html()
    for tag in ("<script", "<b>", "<i>", "<u>", "<district>", "<EUR>", 'href="javascript'):
        assert tag not in shown
    assert "<code>_sales|x</code>" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_every_row_of_every_grid_has_as_many_cells_as_its_head():
    for table in re.findall(r"<table>.*?</table>", html(), re.S):
        rows = [len(re.findall(r"<t[hd]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.S)]
        assert len(set(rows)) == 1
    # As GitHub reads it: a bar inside code ends the cell unless it is escaped, and is shown bare.
    assert r"`` sale_id NOT LIKE '%\|%' AND `sale_id` <> '$sql ${x} <i>' ``" in catalogue()


def test_links_lead_to_a_section_of_the_same_file():
    text = catalogue()
    anchors = set(re.findall(r'<a id="([^"]+)">', text))
    assert "warehouse-sales" in anchors
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_the_same_contracts_give_the_same_text_and_a_changed_one_another():
    assert catalogue() == catalogue()
    other = markdown.text("Shop <1>", pages([SALES_STEP], [], {SALES.name: Settings(least=4)}, []))
    assert other != catalogue()
