"""Runs chosen steps over a lakehouse exactly as a run does, without the landing before them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from gcrm.core.contracts.graph import discover, ordered
from gcrm.core.running.days import Asked
from gcrm.core.running.records import Judge, Outcome, Run, StepRecord
from gcrm.core.running.run import Runner
from gcrm.core.settings.config import AsOf, Config
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.ledger import Ledger

CHAIN = ("warehouse.member_months", "warehouse.member_purchases", "features.purchases")


def run(
    lake: Lakehouse,
    number: int,
    names: Iterable[str] = CHAIN,
    days: Asked = Asked(),  # noqa: B008
) -> dict[str, StepRecord]:
    """Brings the named tables up to date, as of those days; gives the ledger's row per table."""
    return {record.table_name: record for record in outcome(lake, number, names, days).steps}


def outcome(lake: Lakehouse, number: int, names: Iterable[str], days: Asked, judge: Judge | None = None) -> Outcome:
    """The same, with how long it took; `judge` asks the checks of what was built."""
    every = ordered(discover())
    chosen = [step for step in every if step.output.name in set(names)]
    config = Config("bench", {}, AsOf("silver.transactions", "business_date"), None)
    settings = {step.output.name: step.settings() for step in chosen if getattr(step, "settings", None)}
    this = Run(f"bench-{number}", "bench", datetime.now(UTC).replace(tzinfo=None), days)
    say = lambda line: print("   ", line, flush=True)  # noqa: E731
    return Runner(lake, config, settings, this, Ledger(lake), say, judge).execute(chosen, every)
