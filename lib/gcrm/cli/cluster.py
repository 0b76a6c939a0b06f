"""`gcrm install`, `submit`, `status` and `serve`: a cluster made ready, jobs handed to it, and what became of them."""

import argparse
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from pyspark.sql import functions as F

from gcrm.cli import lake, status
from gcrm.cli.jobs import JOBS, waits_for
from gcrm.cli.project import Project
from gcrm.cluster import submit
from gcrm.cluster.install import install
from gcrm.cluster.schedule import write
from gcrm.cluster.settings import Cluster
from gcrm.core.errors import UsageError
from gcrm.core.storage.folders import exposed
from gcrm.core.storage.session import connect
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.serve import sql

Assembled = Callable[[argparse.Namespace], Project]
_PASSED_ON = ("landing", "lakehouse", "vault", "date")


def add_commands(
    add: Callable[..., argparse.ArgumentParser], project: Assembled, lakehouse: argparse.ArgumentParser
) -> None:
    """Adds the commands to the command line; `project` assembles the coalition that the arguments name."""
    sub = add(
        "install",
        "Make a cluster ready for a coalition: folders, permissions, archives, the vault's key. As HDFS's superuser.",
        lambda args: _install(project(args)),
    )
    sub = add(
        "submit",
        "Run a coalition's jobs on a cluster, and tell how they go.",
        lambda args: _submit(args, project(args)),
        lakehouse,
    )
    sub.add_argument("--landing", help="folder that the partners deliver into (default: as configured)")
    sub.add_argument(
        "--date", type=date.fromisoformat, help="business date, YYYY-MM-DD (default: the latest delivered)"
    )
    sub.add_argument("--job", choices=sorted(JOBS), nargs="+", help="only these jobs (default: all, in order)")
    sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override one setting of a table")
    sub.add_argument(
        "--spark",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="override one Spark setting, such as spark.executor.memory=8g",
    )
    sub.add_argument(
        "--print", action="store_true", dest="only_print", help="print the spark-submit commands, run nothing"
    )
    sub = add(
        "status",
        "Print the latest runs and their steps, also while they run.",
        lambda args: _status(args, project(args)),
        lakehouse,
    )
    sub.add_argument("--limit", type=int, default=5, help="runs to print (default: %(default)s)")
    sub = add(
        "serve",
        "Serve the tables to SQL tools (JDBC, ODBC; Spark's own SQL server), as a user who may not enter the vault.",
        lambda args: _serve(args, project(args)),
        lakehouse,
    )
    sub.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    sub.add_argument("--port", type=int, default=10000, help="port to listen on (default: %(default)s)")
    sub.add_argument("--memory", default="2g", help="memory of the server (default: %(default)s)")


def _install(project: Project) -> int:
    connect({"spark.master": "local[1]", "spark.ui.enabled": "false"})
    install(project.config, _cluster(project), lambda line: print(line, flush=True))
    return 0


def _submit(args: argparse.Namespace, project: Project) -> int:
    cluster, given = _cluster(project), _settings(args.spark)
    submit.require_free(given, cluster)
    spark = {**project.config.spark, **given}
    waits = waits_for(project.steps, project.config.as_of.table)
    wanted = [name for name in waits if not args.job or name in args.job]
    # Jobs that follow each other as one user are one application: each costs a start of its own.
    groups = [list(names) for _, names in groupby(wanted, cluster.user)]
    jobs = [_job(names, args, cluster, spark) for names in groups]
    if args.only_print:
        for job in jobs:
            print(submit.shown(job, cluster, args.conf))
        return 0
    submit.require(cluster, spark)
    for position, job in enumerate(jobs, 1):
        print(f"Application {position} of {len(jobs)}: {', '.join(job.jobs)}", flush=True)
        if submit.run(job, cluster, args.conf, lambda line: print(line, flush=True)):
            rest = " ".join(name for later in jobs[position - 1 :] for name in later.jobs)
            raise UsageError(f"{job.name} did not succeed; once that is mended, --job {rest} goes on from here.")
    return 0


def schedule(args: argparse.Namespace, project: Project) -> int:
    """Writes what Airflow's DAG of the coalition is made from: one task a job."""
    cluster = _cluster(project)
    given = argparse.Namespace(**{**vars(args), "date": None, "set": []})
    waits = waits_for(project.steps, project.config.as_of.table)
    jobs = [(_job([name], given, cluster, project.config.spark), before) for name, before in waits.items()]
    folder, title = args.schedule.resolve(), project.coalition.name
    path = write(folder, args.coalition, title, jobs, cluster, args.conf, args.since)
    print(f"{path}: {len(jobs)} jobs")
    return 0


def _serve(args: argparse.Namespace, project: Project) -> int:
    java = project.config.spark.get("spark.driver.extraJavaOptions", "")
    more = {"spark.driver.memory": args.memory, **sql.settings(args.host, args.port, os.environ, java)}
    lakehouse = lake.opened(args, project, more)
    # The configured vault too, whichever way the lakehouse was written.
    vaults = [lakehouse.vault, *([project.config.places.vault] if project.config.places.vault else [])]
    if open_one := next((vault for vault in vaults if exposed(vault)), None):
        raise UsageError(
            f"This user may enter the vault {open_one}, and so might everyone who connects; "
            "serve as one who may not, such as HADOOP_USER_NAME=analyst on a cluster."
        )
    sql.serve(lakehouse, project.tables, lambda line: print(line, flush=True))
    return 0


def _job(names: list[str], args: argparse.Namespace, cluster: Cluster, spark: dict[str, str]) -> submit.Job:
    given = {key: value for key in _PASSED_ON if (value := getattr(args, key))}
    passed = [part for key, value in given.items() for part in (f"--{key}", str(value))]
    sets = [part for text in args.set for part in ("--set", text)]
    one = len(names) == 1
    file = _jobs_folder(args.conf) / f"{names[0] if one else 'run'}.py"
    which = () if one else ("--job", *names)
    arguments = ("--coalition", args.coalition, "--env", args.env, *passed, *sets, *which)
    title = f"gcrm {args.coalition} {names[0]}" + ("" if one else f" to {names[-1]}")
    return submit.Job(title, tuple(names), file, arguments, cluster.user(names[0]), spark)


def _jobs_folder(conf: Path) -> Path:
    """The folder of what spark-submit runs: beside the configuration, or in this checkout."""
    places = (conf.resolve().parent / "jobs", Path(__file__).resolve().parents[3] / "jobs")
    found = next((folder for folder in places if folder.is_dir()), None)
    if found is None:
        raise UsageError(f"The jobs that spark-submit runs are not at {places[0]}; run it from the project's folder.")
    return found


def _cluster(project: Project) -> Cluster:
    found = project.config.sections.get("cluster")
    if not isinstance(found, Cluster):
        raise UsageError("This environment is no cluster; name one with --env, such as --env yarn.")
    return found


def _settings(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    wrong = [key for key, equals, _ in pairs if not equals or not key.startswith("spark.")]
    if wrong:
        raise UsageError(f"--spark {wrong[0]}: write it as KEY=VALUE, such as --spark spark.executor.memory=8g.")
    return {key: value for key, _, value in pairs}


def _status(args: argparse.Namespace, project: Project) -> int:
    lakehouse = lake.opened(args, project)
    if not (lakehouse.exists(RUNS) and lakehouse.exists(STEPS)):
        print(status.text([], [], datetime.now(UTC)))
        return 0
    runs = [row.asDict() for row in lakehouse.read(RUNS).orderBy(F.desc("started_at")).limit(args.limit).collect()]
    steps = lakehouse.read(STEPS).filter(F.col("run_id").isin([run["run_id"] for run in runs]))
    done = [row.asDict() for row in steps.orderBy("position").collect()]
    print(status.text(runs, done, datetime.now(UTC).replace(tzinfo=None)))
    return 0
