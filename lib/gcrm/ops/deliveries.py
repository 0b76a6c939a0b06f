"""One row per file that was delivered: taken, repeated (the same content came before) or refused, and why."""

from gcrm.core.contracts.table import Append, Field, Table

DELIVERIES = Table(
    name="ops.deliveries",
    doc=__doc__,
    key=("table_name", "file", "revision", "sha256"),
    fields=(
        Field("table_name", "string", "Bronze table that the file belongs to"),
        Field("feed", "string", "Feed that the file belongs to", required=True),
        Field("file", "string", "Path below the landing folder"),
        Field("revision", "int", "1 for the first delivery under this name, 2 for the next content, ..."),
        Field("status", "string", "taken, repeated or refused", required=True),
        Field("reason", "string", "Why it was refused, or which file it repeats"),
        Field("rows_read", "bigint", "Rows in the file", unit="rows"),
        Field(
            "rows_quarantined", "bigint", "Rows that are no record of the declared columns, or contradict", unit="rows"
        ),
        Field("size", "bigint", "Size of the file", unit="bytes"),
        Field("modified_at", "timestamp", "When the file was last changed"),
        Field("sha256", "string", "Hash of the content"),
        Field("run_id", "string", "Run that saw it first", required=True),
    ),
    load=Append(),
)
