"""Runs steps of a project: what would stop them half-way is asked for first."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from gcrm.bronze import unread
from gcrm.cli import check, lacking, summary
from gcrm.cli.project import Project, key
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.errors import UsageError
from gcrm.core.running.days import Asked
from gcrm.core.running.records import Outcome, Run, new_id
from gcrm.core.running.run import Runner
from gcrm.core.storage.folders import make_vault, prepare, require_shared
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.presence import at_work
from gcrm.core.storage.session import connect, on_cluster, start, submitted
from gcrm.ops.erasures import require_none_open
from gcrm.ops.ledger import Ledger
from gcrm.quality.judge import Judge
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.vault import familiar
from gcrm.vault.derived import key_id
from gcrm.warehouse import crowds
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.member_purchases import MEMBER_PURCHASES

STOPPED = 3  # exit code of a run that a check made fail


def run(
    project: Project, steps: Sequence[AnyStep], env: str, days: Asked, from_less: frozenset[str] = frozenset()
) -> int:
    """Brings the tables of `steps` up to date as of these business days, and tells how. Gives the exit code: STOPPED
    where a check kept tables as they were.

    `from_less`: names of tables that may be built anew though not all that they were made of is there any more.
    """
    places, spark = project.places, project.config.spark
    landing = places.landing if any(isinstance(step, Landing) for step in steps) else None
    if on_cluster(spark):
        require_shared(landing=landing, lakehouse=places.lakehouse, vault=places.vault)
        if not submitted():
            raise UsageError(f"--env {env} is a cluster, which takes jobs from `gcrm submit` or spark-submit.")
    connect(spark)
    check.require(project, landing)
    prepare(places.lakehouse, places.vault)
    hides = any(isinstance(step, Step) and step.parts for step in steps)
    if hides or any(step.output.layer == "vault" for step in steps):
        make_vault(places.vault)
    made_with = key_id(key(places), project.config.coalition) if hides else None
    coalition, began = project.config.coalition, datetime.now(UTC).replace(tzinfo=None)
    run_id = new_id(began)
    this = Run(run_id, coalition, began, days, made_with, len(steps), from_less)
    lake = Lakehouse(start(f"gcrm run {coalition}", spark), places.lakehouse, places.vault)
    print(f"Run {this.run_id}: {len(steps)} steps for {project.coalition.name} into {places.lakehouse}", flush=True)
    runner = Runner(
        lake,
        project.config,
        project.settings,
        this,
        Ledger(lake),
        lambda line: print(line, flush=True),
        judge(project),
    )
    with at_work(lake.root, run_id):
        require_none_open(lake)
        outcome = runner.execute(list(steps), list(project.steps))
    print(summary.text(outcome, coalition, places.lakehouse, lacking.lines(project, outcome, lake)))
    for line in unread.told(unread.unread(project.feeds, landing)):
        print(line)
    for line in (*_familiar(project, lake, outcome), *_crowds(lake, outcome)):
        print(line)
    if outcome.stopped:
        print(f"gcrm: {outcome.stopped}", file=sys.stderr)
    return STOPPED if outcome.stopped else 0


def _familiar(project: Project, lake: Lakehouse, outcome: Outcome) -> list[str]:
    """What there is to say of plain files that hold what people are known by; asked of those that have landed."""
    landed = {s.table_name for s in outcome.steps if s.status == "done" and s.table_name.startswith("bronze.")}
    return familiar.sentences(lake, project.feeds, project.raws, landed) if landed else []


def _crowds(lake: Lakehouse, outcome: Outcome) -> list[str]:
    """What there is to say of keys that too many baskets are booked on; asked where the purchases were built anew."""
    if not any(s.table_name == MEMBER_PURCHASES.name and s.status == "done" for s in outcome.steps):
        return []
    found = crowds.crowds(lake.read(MEMBER_PURCHASES), lake.read(MEMBER_MONTHS))
    return [crowds.told(one, lake.read(TRANSACTIONS)) for one in found]


def judge(project: Project) -> Judge:
    """Who asks the checks of a run of the project."""
    volumes = {name: volume for feed in project.feeds for name, volume in feed.volumes.items()}
    told = project.config.as_of
    undelivered = (step.output.name for step in lacking.undelivered(project))
    return Judge(project.quality, volumes, undelivered, (told.table, told.field))
