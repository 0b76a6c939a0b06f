"""One row per check of a table that a run asked: what was found, how much may be, and what came of it."""

from gcrm.core.contracts.table import Append, Field, Rule, Table

QUALITY = Table(
    name="ops.quality",
    doc=__doc__,
    key=("run_id", "table_name", "check_name"),
    fields=(
        Field("run_id", "string", "Run that asked"),
        Field("table_name", "string", "Table that was asked about"),
        Field("check_name", "string", "What was asked: refused, unique, ... and of which columns"),
        Field(
            "status",
            "string",
            "met; warned; failed, as its run; or stopped, so that what is made of it stays",
            required=True,
        ),
        Field("observed", "double", "What was found, in `unit`", required=True),
        Field("unit", "string", "share, rows or days", required=True),
        Field("warn_beyond", "double", "How much may be without a warning; null where it never warns"),
        Field("stop_beyond", "double", "How much may be without a stop; null where it never stops"),
        Field("told", "string", "What was found, in a sentence", required=True),
        Field("version", "bigint", "Version of the table", required=True),
        Field("checked_at", "timestamp", "When the run asked; the same for all checks of a table", required=True),
    ),
    rules=(Rule("status_is_known", "status IN ('met', 'warned', 'failed', 'stopped')"),),
    load=Append(),
)
