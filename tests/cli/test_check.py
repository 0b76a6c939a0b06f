"""What `gcrm check` says of delivered files: those that a run would refuse, and patterns that match none."""

import pytest

from gcrm.cli import main

BASE = "as_of: {table: silver.transactions, field: business_date}\nspark: {}\n"
COALITION = "name: Corner\ncurrency: EUR\nlanguages: [de]\n"
FEED = """partner: Till
namespace: till
files:
  sales: {path: "**/sales*.csv", format: csv, columns: [receipt, price]}
  prices: {path: "prices*.csv", format: csv, columns: [article, price]}
"""


@pytest.fixture
def check(tmp_path, capsys):
    """Runs the command over files; gives its exit code and what it printed."""
    for path, text in {
        "base.yml": BASE, "env/local.yml": "workers: 1\n", "coalitions/corner/coalition.yml": COALITION,
        "coalitions/corner/feeds/till/feed.yml": FEED,
    }.items():  # fmt: skip
        (tmp_path / "conf" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "conf" / path).write_text(text)

    def run(**files):
        for name, content in files.items():
            path = tmp_path / "landing" / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".csv").write_text(content)
        given = ["--conf", str(tmp_path / "conf"), *(["--landing", str(tmp_path / "landing")] if files else [])]
        code = main.run(["check", "--quick", "--coalition", "corner", *given])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    return run


def test_without_a_landing_folder_the_configuration_is_checked(check):
    code, out, err = check()
    assert (code, err) == (0, [])
    assert out[0].startswith("Corner: 1 feeds, ")
    assert out[1] == "Give --landing to have the delivered files looked at too."


def test_files_are_listed_by_table_with_those_that_would_be_refused(check):
    code, out, err = check(sales1="receipt,price\nr1,1\n", y2018__sales2="receipt;price\n", y2018__sales3="")
    assert (code, err) == (1, [])
    assert [line.split() for line in out[1:3]] == [
        ["bronze.till_prices", "nothing", "matches", "prices*.csv"], ["bronze.till_sales", "3", "files"],
    ]  # fmt: skip
    assert out[3] == "3 warnings:"
    assert out[4].startswith("  bronze.till_prices: nothing in ")
    assert out[4].endswith(" matches prices*.csv.")
    assert out[5:] == [
        "  refused: y2018/sales2.csv: line 1 is separated by ';', not ','; 'sep: \";\"' would read it",
        "  refused: y2018/sales3.csv: the file is empty; a header line with receipt, price is expected",
    ]


def test_a_landing_folder_of_other_files_is_a_mistake(check):
    code, out, err = check(other="receipt,price\n")
    assert (code, out) == (2, [])
    assert len(err) == 1
    assert err[0].endswith(" matches any feed; looked for prices*.csv, **/sales*.csv.")
