"""One row per run, table and business day: rows read and written, time, and the exact versions of what was read."""

from gcrm.core.contracts.table import Append, Field, Table

STEPS = Table(
    name="ops.steps",
    doc=__doc__,
    key=("run_id", "position"),
    fields=(
        Field("run_id", "string", "Identifier of the run"),
        Field("position", "int", "Place in the order of the run"),
        Field("table_name", "string", "Table that the step makes"),
        Field(
            "status",
            "string",
            "done; unchanged where nothing that it reads had changed; held where a check stopped what it reads",
            required=True,
        ),
        Field("mode", "string", "whole: everything was read; touched: only changed groups; rows: only new rows"),
        Field("rows_read", "bigint", "Rows of the inputs that were read", unit="rows"),
        Field("rows_built", "bigint", "Rows that came out: kept + quarantined + repeated", unit="rows"),
        Field("rows_kept", "bigint", "Rows that met every rule", unit="rows"),
        Field("rows_quarantined", "bigint", "Rows that broke a rule", unit="rows"),
        Field("rows_repeated", "bigint", "Rows whose key a later row carries", unit="rows"),
        Field("rows_written", "bigint", "Rows inserted, updated or deleted in the table", unit="rows"),
        Field("seconds", "double", "Time it took", unit="s"),
        Field("inputs", "map<string,bigint>", "Version of each input that was read"),
        Field("output_version", "bigint", "Version of the table afterwards"),
        Field("config_hash", "string", "Hash of the fingerprint"),
        Field("as_of", "date", "Business date, where the step takes one"),
        Field(
            "rows_late",
            "bigint",
            "Rows of days up to as_of that came after a run which knew that day; null where as_of is the latest day",
            unit="rows",
        ),
        Field("started_at", "timestamp", "When it started", required=True),
        Field("fingerprint", "map<string,string>", "What made the rows: parts of contract, settings, feeds and code"),
        Field("reason", "string", "Why it was brought up to date"),
    ),
    load=Append(),
)
