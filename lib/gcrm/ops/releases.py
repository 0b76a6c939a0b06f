"""One row per cell of a published table and release in which it changed: what anyone may have seen of it since.

The gate asks it before it lets a cell change. It holds what was shown (counts in classes, rounded figures) and
fingerprints of the members, by which the gate tells how many changed since; no count that was not shown, and nobody.
"""

from gcrm.core.contracts.table import Append, Field, Table

RELEASES = Table(
    name="ops.releases",
    doc=__doc__,
    key=("table_name", "cell", "number"),
    fields=(
        Field("table_name", "string", "Published table"),
        Field("cell", "string", "Key of the cell in it, without the day"),
        Field("number", "int", "Counts the releases in which a cell of the table changed, from 1"),
        Field("within", "array<string>", "Cells that it is a part of, the nearest first", required=True),
        Field("withheld", "boolean", "Whether nothing was shown of it", required=True),
        Field("n_members", "bigint", "Least of the class that its count was shown in; null where withheld"),
        Field("value", "double", "Its figure as it was rounded; null where none was shown"),
        Field("error", "double", "Standard error of the figure, to one digit"),
        Field("spread", "double", "Variance of what members add, as it was rounded"),
        Field("who", "array<bigint>", "Fingerprint of the members when the count was decided", required=True),
        Field("what", "array<bigint>", "Fingerprint of what they added when the figure was decided", required=True),
    ),
    load=Append(),
    cluster_by=("table_name",),
)
