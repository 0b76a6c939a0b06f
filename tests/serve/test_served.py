"""A laptop's owner serves a lakehouse to that laptop, and somebody connects who looks for more than is shown."""

import os
import socket
import subprocess
import sys
import time

import pytest
from tests.corner import Corner

from gcrm.core.storage.jars import jars_folder

pytestmark = [pytest.mark.processes, pytest.mark.core]
SALES = "receipt,position,customer,sold_at,price\nr1,1,karte-1,2018-01-02,1.00\nr2,1,karte-2,2018-01-02,2.00\n"


@pytest.fixture(scope="module")
def asked(spark, tmp_path_factory):
    """Asks statements; gives what is printed."""
    assert spark
    corner = Corner(tmp_path_factory.mktemp("served"))
    corner.put("s1.csv", SALES)
    assert corner.run().code == 0
    log = corner.conf / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = ["--coalition", "corner", "--conf", str(corner.conf), "--lakehouse", str(corner.lakehouse)]
    command = [sys.executable, "-m", "gcrm.cli.main", "serve", *where, "--port", str(port), "--memory", "1g"]
    with log.open("wb") as said:
        server = subprocess.Popen(command, cwd=corner.conf, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 240
        while b"Serving SQL" not in log.read_bytes():
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.5)

        def ask(*statements):
            script = log.with_name("script.sql")
            script.write_text("".join(f"{one};\n" for one in statements))
            beeline = [str(jars_folder().parent / "bin" / "beeline"), "-u", f"jdbc:hive2://127.0.0.1:{port}/"]
            shown = subprocess.run(
                [*beeline, "-n", "anybody", "--silent=true", "--force=true", "-f", str(script)],
                env=os.environ | {"SPARK_HOME": str(jars_folder().parent)},
                capture_output=True,
                text=True,
                check=False,
            )
            return shown.stdout + shown.stderr

        yield corner, ask
    finally:
        server.terminate()
        server.wait()


def test_views_are_answered_and_nothing_leads_past_them(asked):
    corner, ask = asked
    said = ask(
        "SELECT count(*) AS n_lines, sum(amount) AS paid FROM silver.transactions",
        "DESCRIBE silver.transactions",
        "SELECT member_id FROM silver.transactions",
        "SELECT _source FROM silver.transactions",
        "SELECT * FROM _stored.silver__transactions",
        "SHOW TABLES IN _stored",
        "SELECT * FROM table_changes('_stored.silver__transactions', 0)",
        f"DESCRIBE HISTORY '{corner.lakehouse}/vault/till_sales'",
        f"DESCRIBE DETAIL '{corner.lakehouse}/silver/transactions'",
        "DESCRIBE DETAIL 'hdfs://198.51.100.1:8020/lake/t'",
        f"SELECT * FROM delta.`{corner.lakehouse}/vault/till_sales`",
        "SET spark.sql.runSQLOnFiles=true",
        "SELECT 'still here' AS answer",
    )
    assert "| 2 " in said
    assert "3.00" in said
    assert "Keyed hash of the partner's id of the basket" in said
    told = ("UNRESOLVED_COLUMN", "_stored is no schema", "table_changes", "by their names alone", "cannot be set here")
    errors = [line for line in said.splitlines() if line.startswith("Error: ")]
    assert [next(one for one in told if one in line) for line in errors] == [
        *[told[0]] * 2, *[told[1]] * 2, told[2], *[told[3]] * 4, told[4],
    ]  # fmt: skip
    assert "still here" in said
    assert "karte-" not in said
    assert "s1.csv" not in said
