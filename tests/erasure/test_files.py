"""Files are written anew under their names, and on record so that they are no new revisions."""

import pytest
from tests.erasure.conftest import GONE
from tests.erasure.search import hits

from gcrm.core.storage.files import sha256
from gcrm.erasure.files import anew
from gcrm.ops.ledger import Ledger


def test_a_file_waits_beside_the_one_whose_place_it_takes(tmp_path):
    (tmp_path / "s1.csv").write_bytes(b"a\nb\n")
    (tmp_path / "s1.csv").chmod(0o640)
    made = anew(str(tmp_path / "s1.csv"), lambda source, target: target.write(source.read().upper()))
    assert ((tmp_path / "s1.csv").read_bytes(), made.rows) == (b"a\nb\n", 4)
    made.place()
    assert (tmp_path / "s1.csv").read_bytes() == b"A\nB\n"
    assert (tmp_path / "s1.csv").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["s1.csv"]


@pytest.mark.sequences
@pytest.mark.core
def test_no_delivered_file_holds_them_and_each_is_on_record_as_it_is(forgotten):
    ran = forgotten.ran
    wanted = [text for card in GONE for text in ran.of(card)]
    late = {"s9_late.csv", "p9.csv"}
    assert [hit for hit in hits([ran.club.landing], wanted) if hit[0].rpartition("/")[2] not in late] == []
    known = {d.file: d for d in Ledger(ran.lake, make=False).deliveries() if d.revision == 1 and d.status == "taken"}
    assert {name: d.sha256 for name, d in known.items() if name.startswith("s1")} == {
        "s1.csv": sha256(str(ran.club.landing / "s1.csv"))
    }
    assert all(d.revision == 1 for d in Ledger(ran.lake, make=False).deliveries())
