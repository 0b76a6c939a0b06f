"""Monthly cells that a run must arrive at, against the files that were delivered."""

from collections import Counter
from decimal import Decimal

from pyspark.sql import functions as F
from tests.simulate.coalition import number

from gcrm.core.testing import same


def test_cells_are_the_lines_that_must_be_kept(zone_truth, tills, fates):
    """By hand: every line of the last version of each file, but for planted repetitions and defects to be refused."""
    gone = {
        (row.file, row.line) for row in zone_truth.defects().collect() if row.becomes in ("repeated", "quarantined")
    }
    kept = Counter[str](), Counter[str]()
    for path, (_, baskets) in tills.items():
        if (fates[0].get(path) == "corrected" and "_corrected." not in path) or path not in fates[0]:
            continue
        for basket in baskets:
            if basket.is_whole and (path, basket.line) not in gone:
                partner = path.split("/")[1].partition("_")[0]
                kept[0][partner] += 1
                kept[1][partner] += int(number(basket.facts["amount"]) * Decimal(100))
    sums = zone_truth.cells().groupBy("partner_id").agg(F.sum("n_lines"), F.sum("cents"))
    same(sums, [(partner, n, kept[1][partner]) for partner, n in kept[0].items()])
