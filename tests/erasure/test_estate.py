"""What a coalition keeps of people is told by its contracts and SELECTs alone."""

from tests.conftest import REPOSITORY

from gcrm.bronze.landing import landings
from gcrm.cli.project import assemble
from gcrm.erasure.estate import Estate, people
from gcrm.ops.deliveries import DELIVERIES
from gcrm.silver.posts import POSTS


def test_files_tables_and_namespaces_of_members_are_found():
    project = assemble(REPOSITORY / "conf", "brazil", "local", [], None, lambda: b"k" * 32)
    found = tuple(landings(list(project.feeds), None))
    estate = Estate("brazil", project.feeds, project.steps, found, project.raws, lambda: b"k" * 32)
    by_file = {one.file: one for one in estate.delivered}
    assert by_file["customers"].named_by == ("customer_id",)
    assert by_file["items"].keys == ()
    assert "marketplace" in estate.namespaces
    names = [table.name for table in estate.of_members]
    assert names.index("silver.transactions") < names.index("warehouse.member_months")
    assert "silver.stores" not in names
    assert POSTS in estate.placed
    assert people(DELIVERIES) == ()
