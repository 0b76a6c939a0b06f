"""What a run tells of each step as it ends, in one line."""

from collections.abc import Sequence

from gcrm.core.running.records import StepRecord


def progress(records: Sequence[StepRecord], seconds: float, place: int, total: int) -> str:
    """One line of progress: step i of n, table, rows, seconds, how much was read, of how many days, and why."""
    head = f"[{place:>3}/{total}] {records[0].table_name:<36}"
    done = [record for record in records if record.status == "done"]
    why = next((f"  ({record.reason})" for record in (done or records) if record.reason), "")
    if not done:
        return f"{head} {records[0].status:>13}{why}"
    bad, late = sum(r.rows_quarantined for r in done), sum(r.rows_late or 0 for r in done)
    told = "".join(f"  {n:,} {what}" for n, what in ((bad, "quarantined"), (late, "late")) if n)
    several = f"  {len(done)} of {len(records)} days" if len(records) > 1 else ""
    return f"{head} {sum(r.rows_kept for r in done):>8,} rows {seconds:>6.1f} s  {done[0].mode}{several}{told}{why}"
