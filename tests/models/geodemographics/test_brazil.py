"""Brazil's municipalities: kinds of place that a bootstrap finds again, and that have names."""

import csv

import numpy as np
import pytest
from tests.conftest import SHARED_DATA

from gcrm.models.geodemographics.area_classes import Settings, classified

CITIES = SHARED_DATA / "brazil" / "geo" / "BRAZIL_CITIES.csv"
# As the census feed delivers them: shares, indices and rates a head.
COLUMNS = {
    "IBGE_RES_POP_ESTR_PERC": "foreigners_share", "IBGE_DU_RATE": "dwellings_per_head_rate",
    "IBGE_DU_RURAL_PERC": "rural_dwellings_share", "IBGE_POP_UP_PERC": "planned_urban_population_share",
    "IBGE_0-14_PERC": "planned_urban_age_0_14_share", "IBGE_60+_PERC": "planned_urban_age_60_plus_share",
    "IDHM": "human_development_index", "CARS_RATE": "cars_per_head_rate",
    "MOTORCYCLES_RATE": "motorcycles_per_head_rate", "IBGE_EDU_0_PERC": "education_none_share",
    "IBGE_EDU_1_PERC": "education_basic_share", "IBGE_EDU_2_PERC": "education_secondary_share",
    "IBGE_EDU_3_PERC": "education_higher_share", "GINI_INDEX_2010": "gini_index",
}  # fmt: skip
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not CITIES.exists(), reason="Brazil's data do not lie beside the checkout"),
]


def _number(text):
    try:
        return 100 * float(text.replace(",", "."))
    except ValueError:
        return None


def cities():
    """Municipalities as the model reads them. Each line of the file is a quoted CSV record of its own."""
    lines = CITIES.read_text(encoding="latin-1").splitlines()
    rows = [next(csv.reader([line[1:-1] if line.startswith('"') else line])) for line in lines]
    header, *rest = rows
    places = [header.index(name) for name in COLUMNS]
    for row in rest:
        told = zip(COLUMNS.values(), (_number(row[i]) for i in places), strict=True)
        yield {"area_id": row[2], "level": "municipality", "of": {k: v for k, v in told if v is not None} or None}


def test_municipalities_fall_into_stable_kinds_with_names():
    made = classified(list(cities()), Settings())
    assert len(made) > 5_500
    names = {row[2]: row[3] for row in made}
    assert len(names) >= 3
    assert len(set(names.values())) == len(names)
    assert made[0][8] >= 0.8, "adjusted Rand index of bootstrap fits"
    assert min(np.bincount([row[2] for row in made])[1:]) > 55
    assert len({row[4] for row in made}) > len(names), "classes have groups"
