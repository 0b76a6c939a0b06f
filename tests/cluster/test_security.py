"""Who people are, and the key that hides them, are for those who ingest alone, and appear nowhere else."""

import subprocess
import sys
import time
from functools import cache

import pytest
from tests.cluster import sites
from tests.cluster.commands import ANALYST, STEWARD, WORKER, environment, events, gcrm, hdfs
from tests.cluster.conftest import COALITION, WHERE
from tests.cluster.people import personal

from gcrm.core.storage.jars import jars_folder

READ = """
import sys
from gcrm.core.running.failures import reason
from gcrm.core.storage.session import start
spark = start("read", {"spark.master": "local[1]", "spark.ui.enabled": "false"})
for kind, path in zip(sys.argv[1::2], sys.argv[2::2]):
    print("path:", path)
    try:
        print("rows:", spark.read.format(kind).load(path).count())
    except Exception as error:
        print("refused:", type(error).__name__, error)
"""
VAULT = ("delta", "hdfs:///vault/demo/programme_members")
LANDING = ("text", "hdfs:///landing/demo/programme/members")
MARTS = ("delta", "hdfs:///lake/demo/marts/area_power")


@pytest.fixture(scope="module")
def reads(installed):
    """What a user gets who reads paths past all our code, in one process; path to what was said of it."""

    @cache
    def read(user):
        command = [sys.executable, "-c", READ, *VAULT, *LANDING, *MARTS]
        done = subprocess.run(command, env=environment(installed, user), capture_output=True, text=True, check=True)
        return dict(part.split("\n", 1) for part in done.stdout.split("path: ")[1:])

    return read


@pytest.mark.core
@pytest.mark.parametrize("user", [ANALYST, WORKER])
@pytest.mark.parametrize("path", [VAULT[1], LANDING[1]])
def test_the_vault_and_the_landing_are_refused_to_all_others(reads, submission, user, path):
    assert submission.done.code == 0
    said = reads(user)[path]
    assert "rows:" not in said
    assert f"Permission denied: user={user}" in said


@pytest.mark.core
def test_whoever_ingests_reads_the_vault_and_analysts_read_the_marts(reads, submission):
    assert submission.done.code == 0
    assert reads(STEWARD)[VAULT[1]].startswith("rows:")
    assert reads(ANALYST)[MARTS[1]].startswith("rows:")


@pytest.mark.core
@pytest.mark.parametrize("folder", ["/vault/demo", "/landing/demo"])
def test_the_folder_is_its_owners_alone(installed, folder):
    line = hdfs(installed, "-ls", "-d", f"hdfs://{folder}").strip().splitlines()[-1]
    assert line.startswith("drwx------")
    assert f" {STEWARD} " in line


def test_who_may_enter_the_vault_does_not_serve_sql(installed):
    done = gcrm(installed, "serve", *WHERE, user=STEWARD, check=False)
    assert done.code == 2
    assert "This user may enter the vault hdfs:///vault/demo" in done.lines[-1]


@pytest.fixture(scope="module")
def asked(installed, submission, tmp_path_factory):
    """What the SQL server answers to several statements, each in its turn."""
    assert submission.done.code == 0
    port, log = sites.free(1)[0], tmp_path_factory.mktemp("sql") / "log"
    command = [sys.executable, "-m", "gcrm.cli.main", "serve", *WHERE, "--port", str(port), "--memory", "1g"]
    with log.open("wb") as said:
        server = subprocess.Popen(
            command, cwd=log.parent, env=environment(installed, ANALYST), stdout=said, stderr=said
        )
    try:
        until = time.monotonic() + 180
        while b"Serving SQL" not in log.read_bytes():
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.5)

        def ask(*statements, more=""):
            script = log.with_name("script.sql")
            script.write_text("".join(f"{one};\n" for one in statements))
            beeline = [str(jars_folder().parent / "bin" / "beeline"), "-u", f"jdbc:hive2://127.0.0.1:{port}/{more}"]
            shown = subprocess.run(
                [*beeline, "-n", STEWARD, "--silent=true", "--force=true", "-f", str(script)],
                env=environment(installed, ANALYST) | {"SPARK_HOME": str(jars_folder().parent)},
                capture_output=True,
                text=True,
                check=False,
            )
            return shown.stdout + shown.stderr

        yield ask
    finally:
        server.terminate()
        server.wait()


def test_sql_reads_tables_and_runs_no_program(asked, key):
    script = f"{sys.executable} -c 'print(6*7)'"
    said = asked(
        "SELECT count(*) AS rows_of_area_power FROM marts.area_power",
        "DESCRIBE silver.transactions",
        f'SELECT TRANSFORM(x) USING "{script}" AS (k) FROM VALUES (1) t(x)',
        "SELECT reflect('java.lang.System', 'setProperty', 'HADOOP_USER_NAME', 'steward')",
        "CREATE TABLE peek USING delta LOCATION 'hdfs:///vault/demo/programme_members'",
        "SELECT * FROM delta.`hdfs:///vault/demo/programme_members`",
        "SELECT * FROM table_changes_by_path('hdfs:///lake/demo/silver/transactions', 0)",
        "SELECT 'as it is written: ${env:HADOOP_CONF_DIR}'",
    )
    assert "rows_of_area_power" in said
    assert "Pseudonym of the member" in said
    assert "TRANSFORM runs a program, which this server does not" in said
    assert "| 42" not in said
    assert "Cannot resolve routine `reflect`" in said
    assert "it does not take CreateTable" in said
    assert "TABLE_OR_VIEW_NOT_FOUND" in said
    assert "Could not resolve `table_changes_by_path`" in said
    assert "as it is written: ${env:HADOOP_CONF_DIR}" in said
    assert key not in said


@pytest.mark.parametrize(
    "more",
    [
        "?spark.sql.runSQLOnFiles=true",
        "#spark.sql.runSQLOnFiles=true",
        "?spark.sql.variable.substitute=true",
        "?spark.sql.analyzer.singlePassResolver.enabled=true",
        "?spark.sql.catalog.j=org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog",
    ],
)
def test_a_connection_brings_no_settings(asked, more):
    said = asked("SELECT 6 * 7", more=more)
    assert f"{more[1:].partition('=')[0]} cannot be set here" in said
    assert "| 42" not in said


@pytest.mark.core
def test_the_key_is_its_owners_alone(installed):
    line = hdfs(installed, "-ls", "hdfs:///vault/demo/key").strip().splitlines()[-1]
    assert line.startswith("-r--------")
    assert f" {STEWARD} " in line


@pytest.mark.core
def test_a_vault_that_others_may_enter_stops_the_run(installed):
    hdfs(installed, "-mkdir", "-p", "hdfs:///open/vault", user="hadoop")
    hdfs(installed, "-chown", "-R", STEWARD, "hdfs:///open", user="hadoop")
    where = ("--landing", "hdfs:///landing/demo", "--lakehouse", "hdfs:///open/lake", "--vault", "hdfs:///open/vault")
    done = gcrm(installed, "run", *COALITION, *where, user=STEWARD, check=False)
    assert done.code == 2
    assert "The vault hdfs:///open/vault is open to others (mode 0755)" in done.lines[-1]


def test_analysts_are_told_what_is_not_for_them(submission, installed):
    assert submission.done.code == 0
    assert gcrm(installed, "show", "marts.area_power", *WHERE, user=ANALYST).code == 0
    done = gcrm(installed, "tables", *WHERE, user=ANALYST)
    assert "vault.programme_members" in done.said


@pytest.mark.core
def test_nothing_that_is_written_down_tells_who_somebody_is(submission, installed, landing, key):
    planted = personal(landing)
    assert len(planted) > 1000
    everything = {
        "processes": "\n".join(submission.processes),
        "what was told": submission.done.said + "\n".join(submission.statuses),
        "daemons' and containers' logs": _logs(installed),
        "ResourceManager": str(installed.resourcemanager("apps")),
        "event logs": events(installed),
    }
    assert "SparkListenerTaskEnd" in everything["event logs"]
    assert "silver.members" in everything["event logs"] or "silver/members" in everything["event logs"]
    assert "YarnClusterScheduler" in everything["daemons' and containers' logs"]
    assert any("spark-submit" in line or "SparkSubmit" in line for line in submission.processes)
    for place, text in everything.items():
        assert key not in text, place
        found = [one for one in planted if one in text]
        assert not found, f"{place} holds {len(found)} of {len(planted)} names, phones, e-mails and cards"


@pytest.mark.core
def test_what_spark_says_to_itself_is_secret(installed, submission):
    assert submission.done.code == 0
    told = events(installed)
    for setting in ("spark.authenticate", "spark.network.crypto.enabled", "spark.io.encryption.enabled"):
        assert f'"{setting}":"true"' in told
    assert '"spark.authenticate.secret"' not in told


def _logs(cluster):
    """The daemons' own, and the containers' as YARN aggregated them (kept as text in its files)."""
    own = "\n".join(path.read_text(errors="replace") for path in cluster.home.glob("*.log"))
    listed = hdfs(cluster, "-ls", "-R", "hdfs:///yarn/logs").splitlines()
    ids = {part for line in listed for part in line.split("/") if part.startswith("application_")}
    assert ids
    return own + "".join(_aggregated(cluster, one) for one in sorted(ids))


def _aggregated(cluster, application):
    main = "org.apache.hadoop.yarn.client.cli.LogsCLI"
    named = ("-applicationId", application, "-appOwner")
    return "".join(hdfs(cluster, *named, user, user=user, main=main, check=False) for user in (STEWARD, WORKER))
