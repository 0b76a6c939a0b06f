"""What a run ends with: rows per feed and table, where the time went, and where to look next."""

from collections import defaultdict
from collections.abc import Sequence

from gcrm.cli import verdicts
from gcrm.core.running.records import Delivery, Outcome, StepRecord


def text(outcome: Outcome, coalition: str, lakehouse: str, lacking: Sequence[str] = ()) -> str:
    """The closing summary of a run. `lacking`: sentences on what is missing, and what it would unlock."""
    done = [step for step in outcome.steps if step.status == "done"]
    every, built = ({step.table_name for step in steps} for steps in (outcome.steps, done))
    held = {step.table_name for step in outcome.steps if step.status == "held"}
    days = len({step.as_of for step in done if step.as_of})
    of = f", as of {days} days" if days > 1 else ""
    how = "Done" if not outcome.stopped else "Stopped" if held else "Incomplete"
    lines = [
        "",
        f"{how} in {outcome.seconds:.0f} s: {len(built)} tables brought up to "
        f"date{of}, {len(every - built - held)} unchanged{f', {len(held)} held as they were' if held else ''}.",
    ]
    lines += _feeds(outcome.deliveries) + _tables(done) + _checks(outcome, len(held))
    lines += ["", f"Days of before: {outcome.older}"] if outcome.older else []
    lines += ["", "Missing:", *(f"  {sentence}" for sentence in lacking)] if lacking else []
    lines += _slowest(done)
    where = f"--coalition {coalition} --lakehouse {lakehouse}"
    refused = any(step.rows_quarantined for step in done) or any(d.status == "refused" for d in outcome.deliveries)
    look = [
        "gcrm tables",
        "gcrm show marts.area_power --limit 10",
        *(["gcrm quarantine"] if refused else []),
        "gcrm runs",
        "gcrm atlas",
    ]
    return "\n".join([*lines, "", "Look next:", *[f"  {command} {where}" for command in look]])


def _feeds(deliveries: tuple[Delivery, ...]) -> list[str]:
    feeds = sorted({delivery.feed for delivery in deliveries})
    if not feeds:
        return ["", "No new files."]
    lines = ["", f"{'Feed':<24}{'files':>8}{'refused':>9}{'rows read':>12}{'kept':>12}{'quarantined':>13}"]
    for feed in feeds:
        mine = [d for d in deliveries if d.feed == feed]
        read, bad = sum(d.rows_read or 0 for d in mine), sum(d.rows_quarantined or 0 for d in mine)
        refused = sum(d.status == "refused" for d in mine)
        lines.append(f"{feed:<24}{len(mine):>8,}{refused:>9,}{read:>12,}{read - bad:>12,}{bad:>13,}")
    return lines + [f"  refused: {d.file}: {d.reason}" for d in deliveries if d.status == "refused"]


def _tables(done: list[StepRecord]) -> list[str]:
    silver = [step for step in done if step.table_name.startswith("silver.") and step.rows_built]
    if not silver:
        return []
    lines = ["", f"{'Table':<32}{'rows built':>12}{'kept':>12}{'quarantined':>13}{'repeated':>10}{'written':>10}"]
    return lines + [
        f"{s.table_name:<32}{s.rows_built:>12,}{s.rows_kept:>12,}{s.rows_quarantined:>13,}{s.rows_repeated:>10,}{s.rows_written:>10,}"
        for s in silver
    ]


def _checks(outcome: Outcome, n_held: int) -> list[str]:
    """What checks found that is not as it should be, and what is held for it."""
    asked = [(verdict.status, verdict.told) for verdict in outcome.verdicts]
    tables = f"{n_held} table{'s' if n_held > 1 else ''}"
    held = [f"  held: {tables} behind what stopped; mend it, or allow more, and run the same again."] if n_held else []
    return verdicts.section(asked, *held) if held or verdicts.unmet(asked) else []


def _slowest(done: list[StepRecord]) -> list[str]:
    seconds: dict[str, float] = defaultdict(float)
    for step in done:
        seconds[step.table_name] += step.seconds  # of all its days
    slow = sorted(seconds.items(), key=lambda told: -told[1])[:5]
    return ["", "Slowest steps: " + ", ".join(f"{name} {took:.1f} s" for name, took in slow)] if slow else []
