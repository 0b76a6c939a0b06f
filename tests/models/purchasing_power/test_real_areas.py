"""Whole states and districts kept back: official figures of areas foretold by what others are like, on real data."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from tests.conftest import SHARED_DATA

from gcrm.models.purchasing_power import solving

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f"the real data is not at {SHARED_DATA}"),
]
# Nothing of income or GDP: what people own, what they learned, how old they are.
BRAZIL = (
    "CARS_RATE", "MOTORCYCLES_RATE", "IBGE_EDU_3_PERC", "IBGE_EDU_2_PERC", "ILLITERACY_RATE_10+_2010",
    "UNEMPLOYMENT_RATE_10+_2010", "IBGE_60+_PERC", "IBGE_0-14_PERC", "IBGE_DU_RURAL_PERC",
)  # fmt: skip


def kept_back(y, x, v, place, group):
    """Level of each area by those outside its group, with its variance."""
    theta, mse = np.zeros(len(y)), np.zeros(len(y))
    for one in np.unique(group):
        out = group == one
        known = np.where(out, np.nan, y)
        made = solving.levels(solving.Areas(x, known, np.where(out, np.nan, v), *place), "averaged")
        theta[out], mse[out] = made.theta[out], made.mse[out]
    return theta, mse


def with_intercept(columns):
    return np.column_stack([np.ones(len(columns)), (columns - columns.mean(axis=0)) / columns.std(axis=0)])


def test_incomes_of_municipalities_are_ranked_by_those_of_other_states():
    read = pd.read_csv(SHARED_DATA / "brazil/geo/BRAZIL_CITIES.csv", encoding="latin-1", low_memory=False)
    figures = read[[*BRAZIL, "IDHM_Renda", "LONG", "LAT"]].apply(pd.to_numeric, errors="coerce")
    told = figures["IDHM_Renda"].gt(0) & figures["LONG"].notna()
    figures, state = figures[told], read.loc[told, "STATE"].to_numpy()
    # One municipality in three, so that nine states with their neighbours are solved in a minute.
    some = np.arange(len(figures)) % 3 == 0
    figures, state = figures[some], state[some]
    x = with_intercept(figures[[*BRAZIL]].fillna(figures[[*BRAZIL]].median()).to_numpy())
    y, place = figures["IDHM_Renda"].to_numpy(), figures[["LONG", "LAT"]].to_numpy().T
    states = np.unique(state)[::3]
    group = np.where(np.isin(state, states), state, "")
    theta, mse = np.full(len(y), np.nan), np.full(len(y), np.nan)
    for one in states:
        out = group == one
        known, v = np.where(out, np.nan, y), np.where(out, np.nan, 1e-4)
        made = solving.levels(solving.Areas(x, known, v, *place), "averaged")
        theta[out], mse[out] = made.theta[out], made.mse[out]
    back = np.isfinite(theta)
    assert spearmanr(theta[back], y[back])[0] >= 0.8
    within = np.abs(theta - y)[back] <= 1.2816 * np.sqrt(mse[back] + 1e-4)
    assert 0.6 < within.mean() < 0.95


def test_spending_of_neighbourhoods_is_foretold_better_than_by_income_alone():
    folder = SHARED_DATA / "seoul"
    read = pd.read_csv(
        folder / "서울시 상권분석서비스(소득소비-행정동).csv", encoding="cp949", dtype={"행정동_코드": str}
    )
    last = read[read["기준_년분기_코드"] == read["기준_년분기_코드"].max()].reset_index(drop=True)
    people = pd.read_csv(folder / "등록인구_20250115110125.csv")
    counted = dict(zip(people["행정동"], pd.to_numeric(people["인구수"], errors="coerce"), strict=True))
    borders = json.loads((folder / "서울시_행정동_경계.geojson").read_text(encoding="utf-8"))
    corners = {f["properties"]["adm_cd2"][:8]: np.array(f["geometry"]["coordinates"][0][0]).mean(axis=0)
               for f in borders["features"]}  # fmt: skip
    nowhere = np.array([np.nan, np.nan])
    place = np.array([corners.get(code, nowhere) for code in last["행정동_코드"]]).T
    population = last["행정동_코드_명"].map(counted)
    y = np.log(last["지출_총금액"].to_numpy())
    income = np.log(last["월_평균_소득_금액"].to_numpy())
    log_people = np.log(population.fillna(population.median()).to_numpy(dtype=float))
    district = last["행정동_코드"].str[:5].to_numpy()
    only = with_intercept(income[:, None])
    by_income = np.zeros(len(y))
    for one in np.unique(district):
        out = district == one
        by_income[out] = only[out] @ np.linalg.lstsq(only[~out], y[~out], rcond=None)[0]
    x = with_intercept(np.column_stack([income, log_people]))
    theta, mse = kept_back(y, x, np.full(len(y), 0.02), place, district)

    def error(foretold):
        return np.sqrt(np.mean(np.square(foretold - y)))

    assert error(theta) < error(by_income)
    within = np.abs(theta - y) <= 1.2816 * np.sqrt(mse + 0.02)
    assert within.mean() == pytest.approx(0.8, abs=0.1)
