"""The exit codes of `gcrm check`: 0 sound, 1 warnings, 2 mistakes. What needs no Spark is told before it starts."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import main

pytestmark = pytest.mark.usefixtures("spark")
SELECT = """SELECT receipt AS transaction_id, line, card AS member_id, 'till' AS partner_id, NULL AS store_id,
  NULL AS product_id, NULL AS category, 'settled' AS state,
  sold AS sold_at, 1 AS quantity, paid AS amount, NULL AS discount, _source
FROM lines
"""
AREAS = """SELECT code AS area_id, 'district' AS level, NULL AS parent_area_id, name, NULL AS other_names,
  NULL AS region_code, NULL AS latitude, NULL AS longitude, NULL AS boundary, _source
FROM places
"""
INDICATORS = """SELECT code AS area_id, 'income' AS indicator, '2024' AS period, income AS value, NULL AS class,
  'EUR' AS unit, 'Office' AS publisher, _source
FROM places
"""
FEED = """partner: Till
namespace: till
files:
  lines: {path: "lines*.csv", format: csv, columns: [receipt, line, card, sold, paid], personal: [card]}
  places: {path: "places*.csv", format: csv, columns: [code, name, income]}
selects:
  transactions: {by: [receipt]}
"""
CONF = {
    "base.yml": "as_of: {table: silver.transactions, field: business_date}\nspark: {}\n",
    "env/local.yml": "workers: 1\n",
    "coalitions/corner/coalition.yml": "name: Corner\ncurrency: EUR\nlanguages: [de]\narea_levels: [district]\n"
    "matching: {place_level: district}\n",
    "coalitions/corner/feeds/till/feed.yml": FEED,
    "coalitions/corner/feeds/till/transactions.sql": SELECT,
    "coalitions/corner/feeds/till/areas.sql": AREAS,
    "coalitions/corner/feeds/till/area_indicators.sql": INDICATORS,
}
COALITION, TILL = "coalitions/corner/coalition.yml", "coalitions/corner/feeds/till/"
YML, SALES, FIGURES = TILL + "feed.yml", TILL + "transactions.sql", TILL + "area_indicators.sql"
LANDING = {"lines1.csv": "receipt,line,card,sold,paid\n", "places1.csv": "code,name,income\n"}


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.fixture
def check(tmp_path, capsys):
    """Runs the command over a sound coalition in which `old` is `new`, or which these files were delivered to."""
    write(tmp_path / "conf", CONF)

    def run(*given, file="", old="", new="", landing=None):
        if file:
            text = CONF[file]
            assert old in text
            write(tmp_path / "conf", {file: text.replace(old, new)})
        if landing is not None:
            write(tmp_path / "landing", landing)
            given = (*given, "--landing", str(tmp_path / "landing"))
        code = main.run(["check", "--coalition", "corner", "--conf", str(tmp_path / "conf"), *given])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.mark.parametrize(
    ("code", "strict", "file", "old", "new", "landing", "said"),
    [
        (0, 0, "", "", "", None, "configuration is sound."),
        (0, 0, "", "", "", LANDING, "vault.till_lines                     1 file"),
        (1, 2, "", "", "", {"lines1.csv": LANDING["lines1.csv"]}, "bronze.till_places: nothing in "),
        (1, 2, "", "", "", {**LANDING, "lines2.csv": "receipt;line\n"}, "refused: lines2.csv: "),
        (1, 2, FIGURES, "'EUR'", "'USD a month'", None,
         "area_indicators.sql:2: unit 'USD a month' is money, but the coalition's currency is EUR."),
        (1, 2, FIGURES, "'EUR'", "'percent'", None, "area_indicators.sql:2: unit 'percent' is not judged;"),
        (2, 2, "", "", "", {"other.txt": "x"}, "matches any feed; looked for places*.csv, lines*.csv."),
        (2, 2, COALITION, "EUR", "EURO", None, "coalition.yml:1: currency 'EURO' is no code of ISO 4217; EUR is one."),
        (2, 2, COALITION, "[district]", "[county]", None, "areas.sql:1: Unknown area level 'district': Known: county."),
        (2, 2, COALITION, "place_level: district", "place_level: town", None, "Unknown area level 'town': Known: "),
        (2, 2, YML, "by: [receipt]", "by: [recipt]", None, "transactions.by: Unknown column 'recipt'"),
        (2, 2, YML, "format: csv", "format: xls", None, "feed.yml:4: Unknown value of format 'xls'"),
        (2, 2, SALES, "paid AS", "payed AS", None, "Column 'payed' could not be resolved"),
        (2, 2, SALES, "sold AS", "to_dat(sold) AS", None,
         "transactions.sql:3:3: Unknown function 'to_dat': did you mean 'to_date'?"),
        (2, 2, SALES, "paid AS", "explode(paid) AS", None, "transactions.sql:3:35: Cannot resolve "),
        (2, 2, SALES, "paid AS", "array(paid) AS", None,
         "transactions.sql:3: amount is of type array<string>, which is no decimal(18,2)."),
    ],
)  # fmt: skip
def test_exit_codes(check, code, strict, file, old, new, landing, said):
    given = {"file": file, "old": old, "new": new, "landing": landing}
    found, told = check(**given)
    assert said in told
    # Only warnings are another matter to who is strict; a sound one stands for all without.
    assert found == code
    if code != strict or not old:
        assert check("--strict", **given)[0] == strict
    assert "Traceback" not in told


def test_what_takes_spark_is_left_out_on_request(check):
    wrong = {"file": SALES, "old": "paid AS", "new": "array(paid) AS"}
    assert check("--quick", **wrong)[0] == 0


def test_a_mistake_that_needs_no_spark_is_told_without_a_jvm(tmp_path):
    write(tmp_path, {**CONF, COALITION: CONF[COALITION].replace("EUR", "EURO")})
    code = (
        "import sys; from gcrm.cli import main; "
        f"code = main.run(['check', '--coalition', 'corner', '--conf', {str(tmp_path)!r}]); "
        "from pyspark import SparkContext; sys.exit(10 * code + (SparkContext._gateway is not None))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 20, done.stderr


def test_a_quick_check_needs_no_java(without_java):
    done = without_java("check", "--quick", "--coalition", "demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert "configuration is sound." in done.stdout


@pytest.mark.parametrize("coalition", sorted(path.name for path in (REPOSITORY / "conf" / "coalitions").iterdir()))
def test_what_is_shipped_is_sound(capsys, coalition):
    assert main.run(["check", "--quick", "--coalition", coalition, "--conf", str(REPOSITORY / "conf")]) == 0
    assert "configuration is sound." in capsys.readouterr().out


def test_a_configured_landing_folder_is_not_looked_at_unasked(corner):
    corner.configure("env/local.yml", f"workers: 2\nplaces: {{landing: {corner.landing}/none}}\n")
    result = corner.gcrm("check")
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("Give --landing to have the delivered files looked at too.\n")


def test_a_landing_folder_that_is_typed_must_be_there(corner):
    result = corner.gcrm("check", "--landing", f"{corner.landing}/none")
    assert (result.code, result.out) == (2, "")
    assert result.complaints == [
        f"gcrm: The landing folder {corner.landing}/none is not there; give the folder that the partners deliver into."
    ]


def test_nothing_is_written(corner):
    corner.put("s1.csv", "receipt,position,customer,sold_at,price\n")
    assert corner.gcrm("check", "--landing", str(corner.landing)).code == 0
    assert not corner.lakehouse.exists()
