"""What would run, in order, and why; computed from the import graph, and from what a lakehouse was made of."""

from gcrm.cli.project import Project
from gcrm.cli.why import Whys
from gcrm.core.contracts.graph import read_by
from gcrm.core.contracts.step import AnyStep, Earlier, Every, Landing, Lookup, News
from gcrm.core.contracts.table import Append, Replace, ReplaceGroups, Snapshots
from gcrm.core.running.reasons import UP_TO_DATE


def text(project: Project, steps: list[AnyStep], look: bool, whys: Whys | None = None) -> str:
    """One block per step: its table, how it is loaded, what it reads, and what it is for; `look`: count the files.

    `whys`: why each table would be brought up to date, and what would stay, where a lakehouse was looked at.
    """
    readers = read_by(project.steps)
    blocks = [
        "\n".join([_block(position, step, readers.get(step.output.name, []), look), *_why(step, whys)])
        for position, step in enumerate(steps, 1)
    ]
    left = [f"Days of before: {whys.older}"] if whys and whys.older else []
    return "\n".join([f"{len(steps)} steps for {project.coalition.name}", *blocks, *left])


def _why(step: AnyStep, whys: Whys | None) -> list[str]:
    return [] if whys is None else [f"     why    {'; '.join(whys.reasons[step.output.name]) or UP_TO_DATE}"]


def _block(position: int, step: AnyStep, readers: list[str], look: bool) -> str:
    head = f"{position:>3}  {step.output.name:<36} {_load(step)}"
    reads = f"     reads  {_reads(step, look)}"
    why = f"     for    {', '.join(readers)}" if readers else "     for    people: nothing else reads it"
    return "\n".join([head, reads, why])


def _load(step: AnyStep) -> str:
    load = step.output.load
    if isinstance(load, ReplaceGroups):
        return f"replaces touched groups of {', '.join(load.by)}"
    if isinstance(load, Snapshots):
        return "replaces its day's rows" + (f", keeps {load.keep} days" if load.keep else "")
    return "appends" if isinstance(load, Append) else "replaces all" if isinstance(load, Replace) else "upserts by key"


def _reads(step: AnyStep, look: bool) -> str:
    if isinstance(step, Landing) and not look:
        return step.pattern
    if isinstance(step, Landing):
        n = len(step.find())
        return f"{step.pattern} ({n} file{'s' if n != 1 else ''} there)"
    own = [_how(given) for given in step.inputs.values() if _how(given)]
    parts = [
        f"{part.name}'s SELECT over {', '.join(_how(given) for given in part.inputs.values())}" for part in step.parts
    ]
    return "; ".join([*own, *parts]) or "nothing: no feed has a SELECT for it"


def _how(given: object) -> str:
    if isinstance(given, News):
        return f"{given.table.name} (news)"
    if isinstance(given, Every):
        return f"{given.table.name} (every day)"
    if isinstance(given, Earlier):
        return f"{given.table.name} (earlier days)"
    if isinstance(given, Lookup):
        return f"{given.table.name} (by {given.on})"
    return str(getattr(given, "name", "")) if "." in str(getattr(given, "name", "")) else ""
