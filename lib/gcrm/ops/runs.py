"""One row per run of the platform: what was asked, with which configuration, and how it ended."""

from gcrm.core.contracts.table import Field, Rule, Table, Upsert

RUNS = Table(
    name="ops.runs",
    doc=__doc__,
    key=("run_id",),
    fields=(
        Field("run_id", "string", "Identifier of the run"),
        Field("coalition", "string", "Coalition that was run", required=True),
        Field("started_at", "timestamp", "When it started", required=True),
        Field("ended_at", "timestamp", "When it ended; null while it runs, or after a kill"),
        Field("status", "string", "running, done or failed", required=True),
        Field("as_of", "date", "Business date that members and areas are described at; the latest of several"),
        Field("delivered_to", "date", "Latest business day that had been delivered"),
        Field("version", "string", "Version of the platform", required=True),
        Field("config_hash", "string", "Hash of the whole configuration", required=True),
        Field("message", "string", "Why it failed"),
        Field("n_steps", "int", "Tables that it was to bring up to date", unit="tables"),
        Field("key_id", "string", "Fingerprint of the key that pseudonyms are made with; null where none were made"),
    ),
    rules=(Rule("status_is_known", "status IN ('running', 'done', 'failed')"),),
    load=Upsert(),
)
