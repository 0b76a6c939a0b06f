"""What a whole table promises."""

from gcrm.core.contracts.checks import References, Rows, Unique
from gcrm.core.contracts.table import Field, Table

AREAS = Table("silver.areas", "Areas.", (Field("area_id", "string", "Code"),), key=("area_id",))


def test_a_reference_goes_to_the_key_where_nothing_else_is_said():
    assert References("home", AREAS).column == "area_id"
    assert References("home", AREAS, to="code").column == "code"


def test_a_check_may_stop_a_run_where_nothing_else_is_said():
    assert {check.severity for check in (Unique(("area_id",)), References("home", AREAS), Rows())} == {"stop"}
