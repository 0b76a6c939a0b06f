"""Mistakes that are told before any work: one clear sentence each, never a stack trace, and nothing is written."""

import pytest

from gcrm.vault.keys import FILE_VARIABLE, VARIABLE

FEED = "coalitions/corner/feeds/till/feed.yml"
SELECT = "coalitions/corner/feeds/till/transactions.sql"
HEADER = "receipt,position,customer,sold_at,price\n"


@pytest.fixture(autouse=True)
def no_key_around(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)


def change(corner, path, old, new):
    text = (corner.conf / path).read_text()
    assert old in text
    corner.configure(path, text.replace(old, new))


def refused(corner, result, *starts):
    """The command ended with exit code 2 and these sentences, a line each, and left nothing behind."""
    assert result.code == 2
    assert result.out == ""
    assert len(result.complaints) == len(starts), result.err
    for said, start in zip(result.complaints, starts, strict=True):
        assert said.startswith(start), said
        assert said.endswith(".")
    assert "Traceback" not in result.err
    assert not (corner.lakehouse / "ops").exists()


@pytest.mark.usefixtures("spark")
def test_a_sound_coalition_is_reported(corner):
    corner.put("s1.csv", HEADER)
    result = corner.gcrm("check", "--landing", str(corner.landing))
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[0].startswith("Corner: 1 feeds, ")
    assert "  vault.till_sales                     1 file" in result.out


def test_files_that_no_feed_reads_are_told(corner):
    for name in ("s1.csv", "S2.CSV", "_s3.csv", "t.zip"):
        corner.put(name, HEADER)
    assert corner.gcrm("check", "--landing", str(corner.landing)).out.splitlines()[-3:] == [
        "  not read: S2.CSV: 's*.csv*' would match it but for its case",
        "  not read: _s3.csv: no pattern matches it",
        "  not read: t.zip: no pattern matches it",
    ]


def test_a_select_saved_by_windows_is_read(corner):
    text = (corner.conf / SELECT).read_text()
    (corner.conf / SELECT).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    feed = (corner.conf / FEED).read_text()
    (corner.conf / FEED).write_bytes(feed.replace("\n", "\r\n").encode("utf-16"))
    assert corner.gcrm("check").code == 0


@pytest.mark.parametrize("command", ["check", "plan", "run"])
def test_an_unknown_coalition(corner, command):
    result = corner.gcrm(command, coalition="korner")
    refused(corner, result, "gcrm: Unknown coalition 'korner': did you mean 'corner'? Known: corner.")


def test_an_unknown_key_in_yaml(corner):
    change(corner, FEED, "format: csv", "fromat: csv")
    refused(
        corner,
        corner.run(),
        "gcrm: conf/coalitions/corner/feeds/till/feed.yml:6: Unknown key 'fromat': did you mean 'format'? Known: ",
        "conf/coalitions/corner/feeds/till/feed.yml:4: key 'format' is missing.",
    )


def test_a_select_that_names_a_missing_column(corner):
    change(corner, SELECT, "price AS", "prize AS")
    refused(
        corner,
        corner.run(),
        "gcrm: conf/coalitions/corner/feeds/till/transactions.sql: Column 'prize' could not be resolved",
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("FROM sales", "FROM sale", "Unknown file 'sale': did you mean 'sales'? Known: sales."),
        ("FROM sales", "FORM sales", "transactions.sql:"),
        ("'corner' AS", "'corner AS", "not SQL: "),
        ("price AS amount, ", "", "lacks column amount; wanted: "),
    ],
)
@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_select_that_cannot_work(corner, command, old, new, problem):
    change(corner, SELECT, old, new)
    result = corner.gcrm(command)
    refused(corner, result, "gcrm: conf/coalitions/corner/feeds/till/transactions.sql")
    assert problem in result.err


def test_mistakes_of_every_kind_are_told_at_once(corner):
    corner.configure("base.yml", "as_of: {table: silver.transactions, field: business_date}\nspark: {a: 1}\n")
    corner.configure("coalitions/corner/coalition.yml", "name: Corner\ncurrency: 3\nlanguages: [de]\n")
    change(corner, SELECT, "price AS", "prize AS")
    refused(
        corner,
        corner.gcrm("check"),
        "gcrm: conf/base.yml:2: 'spark.a' must be text, not 1.",
        "conf/coalitions/corner/coalition.yml:2: 'currency' must be text, not 3.",
        "conf/coalitions/corner/feeds/till/transactions.sql: Column 'prize' could not be resolved",
    )


def test_a_landing_folder_that_is_not_there(corner):
    corner.landing.rmdir()
    refused(corner, corner.run(), f"gcrm: The landing folder {corner.landing} is not there; give the folder that")


def test_a_landing_folder_in_which_nothing_matches(corner):
    corner.put("notes.txt", HEADER)
    corner.put("S1.csv", HEADER)
    refused(corner, corner.run(), f"gcrm: No file in {corner.landing} matches any feed; looked for s*.csv*.")


def test_a_lakehouse_that_is_not_writable(corner):
    corner.put("s1.csv", HEADER)
    corner.lakehouse.write_text("a file stands where the folder should be")
    said = f"gcrm: The lakehouse folder {corner.lakehouse} cannot be made: File exists."
    refused(corner, corner.run(), said)


def test_a_lakehouse_in_a_place_that_takes_no_folders(corner):
    corner.put("s1.csv", HEADER)
    result = corner.gcrm("run", "--landing", str(corner.landing), "--lakehouse", "/proc/self/lakehouse")
    refused(corner, result, "gcrm: The lakehouse folder /proc/self/lakehouse cannot be made: ")


def test_a_key_file_readable_by_others(corner):
    corner.put("s1.csv", HEADER)
    key = corner.lakehouse / "vault" / "key"
    key.parent.mkdir(parents=True)
    key.write_text("41c6be90f27a3d85e0176b9cd85f23ae7094ce1b36fa82d5690db74c1e58a3f2")
    key.chmod(0o640)
    result = corner.run()
    refused(corner, result, f"gcrm: The vault key {key} is readable by others (mode 0640); `chmod 600 {key}` mends it.")
    assert "41c6" not in result.err


def test_a_table_that_is_not_there(corner):
    refused(
        corner, corner.gcrm("plan", "--only", "marts.areapower"), "gcrm: No table matches 'marts.areapower'; there are"
    )


def test_a_setting_that_is_not_there(corner):
    refused(corner, corner.gcrm("run", "--set", "worker=3"), "gcrm: --set worker=3: Unknown key 'worker': did you mean")


def test_a_lakehouse_that_was_never_made(corner):
    where = str(corner.lakehouse)
    refused(corner, corner.gcrm("tables", "--lakehouse", where), f"gcrm: There is no lakehouse at {where}; `gcrm run`")
