"""A coalition's jobs as applications of a cluster: handed over now, or written down for a scheduler."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from gcrm.cli import dates
from gcrm.cli.jobs import waits_for
from gcrm.cli.project import Project
from gcrm.cluster import submit as applications
from gcrm.cluster.schedule import write
from gcrm.cluster.settings import Cluster
from gcrm.core.errors import UsageError
from gcrm.core.running.days import Asked


@dataclass(frozen=True)
class Request:
    """What is asked of the cluster: a project's jobs, with the arguments that each of them is given.

    `landing` is the folder that was typed, None for the configured one; `sets` are those of `--set`, `from_less` of
    `--rebuild-from-less`.
    """

    project: Project
    conf: Path
    env: str
    landing: str | None = None
    days: Asked = field(default_factory=Asked)
    sets: tuple[str, ...] = ()
    from_less: tuple[str, ...] = ()

    @staticmethod
    def of(args: argparse.Namespace, project: Project) -> "Request":
        """The request of a command line; `gcrm plan` has no dates and no settings."""
        days, sets = (dates.asked(args) if hasattr(args, "date") else Asked()), tuple(getattr(args, "set", ()))
        less = tuple(getattr(args, "rebuild_from_less", ()))
        return Request(project, args.conf, args.env, args.landing, days, sets, less)

    @property
    def cluster(self) -> Cluster:
        return cluster_of(self.project)

    @property
    def waits(self) -> dict[str, list[str]]:
        """Job to the jobs it waits for, in an order in which they can run."""
        return waits_for(self.project.steps, self.project.config.as_of.table)

    def job(self, names: Sequence[str], spark: dict[str, str]) -> applications.Job:
        """The application that does these jobs, in their order."""
        coalition, places, one = self.project.config.coalition, self.project.places, len(names) == 1
        given = {
            "landing": self.landing,
            "lakehouse": places.lakehouse,
            "vault": places.vault,
        }
        passed = [part for key, value in given.items() if value for part in (f"--{key}", str(value))]
        passed += dates.written(self.days)
        sets = [part for text in self.sets for part in ("--set", text)]
        less = ("--rebuild-from-less", *self.from_less) if self.from_less else ()
        file = _jobs_folder(self.conf) / f"{names[0] if one else 'run'}.py"
        which = () if one else ("--job", *names)
        arguments = ("--coalition", coalition, "--env", self.env, *passed, *sets, *less, *which)
        title = f"gcrm {coalition} {names[0]}" + ("" if one else f" to {names[-1]}")
        return applications.Job(title, tuple(names), file, arguments, self.cluster.user(names[0]), spark)


def submit(request: Request, only: Sequence[str] | None, settings: Sequence[str], only_print: bool) -> int:
    """Hands over the jobs that are asked for (all: None) and follows each to its end, or only prints them.

    `settings` are Spark's, as KEY=VALUE. Raises UsageError for a job that fails, with what goes on from there.
    """
    cluster, given = request.cluster, _settings(settings)
    applications.require_free(given, cluster)
    spark = {**request.project.config.spark, **given}
    wanted = [name for name in request.waits if not only or name in only]
    # Jobs that follow each other as one user are one application: each costs a start of its own.
    jobs = [request.job(list(names), spark) for _, names in groupby(wanted, cluster.user)]
    if only_print:
        for job in jobs:
            print(applications.shown(job, cluster, request.conf))
        return 0
    applications.require(cluster, spark)
    for position, job in enumerate(jobs, 1):
        print(f"Application {position} of {len(jobs)}: {', '.join(job.jobs)}", flush=True)
        if applications.run(job, cluster, request.conf, lambda line: print(line, flush=True)):
            rest = " ".join(name for later in jobs[position - 1 :] for name in later.jobs)
            raise UsageError(f"{job.name} did not succeed; once that is mended, --job {rest} goes on from here.")
    return 0


def schedule(request: Request, folder: Path, since: date | None) -> int:
    """Writes what Airflow's DAG of the coalition is made from, one task a job; `since` is its first day."""
    config, every_day = request.project.config, replace(request, days=Asked(), sets=(), from_less=())
    jobs = [(every_day.job([name], config.spark), before) for name, before in request.waits.items()]
    title = request.project.coalition.name
    path = write(folder.resolve(), config.coalition, title, jobs, request.cluster, request.conf, since)
    print(f"{path}: {len(jobs)} jobs")
    return 0


def cluster_of(project: Project) -> Cluster:
    """The environment's cluster; raises UsageError where it is none."""
    found = project.config.sections.get("cluster")
    if not isinstance(found, Cluster):
        raise UsageError("This environment is no cluster; name one with --env, such as --env yarn.")
    return found


def _jobs_folder(conf: Path) -> Path:
    """The folder of what spark-submit runs: beside the configuration, or in this checkout."""
    places = (conf.resolve().parent / "jobs", Path(__file__).resolve().parents[3] / "jobs")
    found = next((folder for folder in places if folder.is_dir()), None)
    if found is None:
        raise UsageError(f"The jobs that spark-submit runs are not at {places[0]}; run it from the project's folder.")
    return found


def _settings(given: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    wrong = [key for key, equals, _ in pairs if not equals or not key.startswith("spark.")]
    if wrong:
        raise UsageError(f"--spark {wrong[0]}: write it as KEY=VALUE, such as --spark spark.executor.memory=8g.")
    return {key: value for key, _, value in pairs}
