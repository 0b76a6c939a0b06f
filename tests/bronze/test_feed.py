"""A partner is a folder of configuration; every mistake in every folder is named at once."""

import pytest

from gcrm.bronze.feed import load_feeds
from gcrm.core.errors import MistakesError

FEED = """partner: Till
namespace: till
files:
  sales: {path: "s*.csv", format: csv, columns: [Receipt No, customer, price], key: [receipt_no], personal: [customer]}
  prices: {path: "prices*.parquet", format: parquet, columns: [article, price]}
"""


@pytest.fixture
def coalition(tmp_path):
    """Writes feeds: folder name -> (file name -> text); gives the coalition's folder."""

    def write(**feeds):
        root = tmp_path / "corner"
        (root / "feeds").mkdir(parents=True)
        for name, files in feeds.items():
            (root / "feeds" / name).mkdir()
            for file, text in files.items():
                content = text if isinstance(text, bytes) else text.encode()
                (root / "feeds" / name / file).write_bytes(content)
        return root

    return write


def mistakes(root):
    with pytest.raises(MistakesError) as caught:
        load_feeds(root)
    return list(caught.value.problems)


def test_a_feed_is_its_specification_and_its_selects(coalition):
    [feed] = load_feeds(coalition(till={"feed.yml": FEED, "transactions.sql": "SELECT 1", "notes.txt": "x"}))
    assert (feed.name, feed.spec.partner, feed.sql) == ("till", "Till", {"transactions": "SELECT 1"})
    assert feed.where == "conf/coalitions/corner/feeds/till"
    assert feed.spec.files["prices"].format == "parquet"


def test_a_file_with_personal_columns_lies_in_the_vault_and_the_others_in_bronze(coalition):
    [feed] = load_feeds(coalition(till={"feed.yml": FEED}))
    sales, prices = feed.table("sales"), feed.table("prices")
    assert (sales.name, prices.name) == ("vault.till_sales", "bronze.till_prices")
    assert sales.columns == ("receipt_no", "customer", "price", "_extra", "_problem", "_source")
    assert [field.pii for field in sales.fields[:3]] == [None, "direct", None]
    assert {field.type for field in (*sales.fields[:3], *prices.fields[:2])} == {"string"}
    assert sales.field("receipt_no").doc == "'Receipt No' as delivered"


def test_a_coalition_without_a_feed_says_what_to_add(coalition):
    assert mistakes(coalition()) == [
        "conf/coalitions/corner/feeds holds no feed; add a folder with a feed.yml.",
    ]


def test_mistakes_of_all_feeds_are_named_at_once(coalition):
    root = coalition(
        good={"feed.yml": FEED},
        misspelt={"feed.yml": FEED.replace("namespace", "name_space").replace("format: csv", "format: cvs")},
        selecting={"feed.yml": FEED + "selects:\n  transactions: {by: [receipt_no]}\n"},
        keyless={"feed.yml": FEED.replace("key: [receipt_no]", "key: [receipt]")},
        empty={},
        broken={"feed.yml": "partner: [Till\n"},
        latin={"feed.yml": FEED, "transactions.sql": "SELECT 'São' AS x".encode("latin-1")},
        **{"Big-Till": {"feed.yml": FEED}},
    )
    found = mistakes(root)
    where = "conf/coalitions/corner/feeds"
    for wanted in (
        f"{where}/misspelt/feed.yml:2: Unknown key 'name_space': did you mean 'namespace'? Known: ",
        f"{where}/misspelt/feed.yml:4: Unknown value of format 'cvs': did you mean 'csv'? Known: csv, ",
        f"{where}/misspelt/feed.yml:1: key 'namespace' is missing.",
        f"{where}/selecting/feed.yml: 'selects' names 'transactions', but there is no transactions.sql beside it.",
        f"{where}/keyless/feed.yml:4: key names 'receipt', which is not among the columns receipt_no, customer, price.",
        f"{where}/empty/feed.yml: No such file or directory.",
        f"{where}/broken/feed.yml:2: not YAML: ",
        f"{where}/latin/transactions.sql: not UTF-8 at byte 9; save it as UTF-8.",
        f"{where}/Big-Till: 'Big-Till' names a table, so it must be lower case letters, digits, underscores.",
    ):
        assert any(problem.startswith(wanted) for problem in found), (wanted, found)
    assert len(found) == 9
    assert all("\n" not in problem for problem in found)


def test_configuration_as_windows_saves_it_is_read_as_any_other(coalition):
    sql = "SELECT 1 AS a\nFROM sales\n"

    def saved(encoding, line_end):
        given = {"feed.yml": FEED, "transactions.sql": sql}
        return {name: text.replace("\n", line_end).encode(encoding) for name, text in given.items()}

    feeds = load_feeds(coalition(a=saved("utf-8", "\n"), b=saved("utf-8-sig", "\r\n"), c=saved("utf-16", "\r\n")))
    assert [feed.name for feed in feeds] == ["a", "b", "c"]
    assert all((feed.spec, feed.sql) == (feeds[0].spec, feeds[0].sql) for feed in feeds)


def test_columns_may_be_named_by_us(coalition):
    text = FEED.replace("columns: [article, price]", "columns: {article: Mã hàng, price: Giá}")
    [feed] = load_feeds(coalition(till={"feed.yml": text}))
    assert feed.table("prices").columns[:2] == ("article", "price")
    assert feed.table("prices").field("price").doc == "'Giá' as delivered"


def test_a_select_whose_name_ends_in_capitals_is_told(coalition):
    [problem] = mistakes(coalition(till={"feed.yml": FEED, "transactions.SQL": "SELECT 1"}))
    assert problem.endswith("till/transactions.SQL: a SELECT's file ends in .sql; call it transactions.sql.")
