"""Power of members against the income that households of a grocer declare, on real data."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from tests.conftest import SHARED_DATA

from gcrm.stats.posterior import posterior

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f"the real data is not at {SHARED_DATA}"),
]
BRACKETS = (
    "Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K", "100-124K", "125-149K", "150-174K", "175-199K",
    "200-249K", "250K+",
)  # fmt: skip


def test_who_declares_more_income_has_more_power():
    folder = SHARED_DATA / "completejourney"
    lines = pd.read_parquet(
        folder / "transactions.parquet", columns=["household_id", "transaction_timestamp", "sales_value"]
    )
    lines["day"] = pd.to_datetime(lines["transaction_timestamp"]).dt.floor("D")
    days = lines.groupby(["household_id", "day"])["sales_value"].sum()
    days = days[days > 0].reset_index()
    each = days.groupby("household_id")["sales_value"].agg(["sum", "count", "mean", "var"])
    # As models.member_power_variances has it: visits vary within a member, members about their mean.
    freedom = (each["count"] - 1).clip(lower=0)
    visit = float((each["var"] / each["mean"] ** 2 * freedom).sum() / freedom.sum())
    y, noise = np.log(each["sum"].to_numpy()), (1 + visit) / each["count"].to_numpy()
    spread = max(0.0, float(y.var() - noise.mean()))
    made = posterior(np.full(len(y), y.mean()), np.full(len(y), spread), np.zeros(len(y)), y, noise)
    declared = pd.read_parquet(folder / "demographics.parquet").set_index("household_id")["income"].astype(str)
    rank = declared.map({name: i for i, name in enumerate(BRACKETS)}).reindex(each.index).to_numpy(dtype=float)
    told = np.isfinite(rank)
    assert told.sum() > 700
    power, income = made.mean[told], rank[told]
    rng = np.random.default_rng(0)
    drawn = [spearmanr(power[i], income[i])[0] for i in rng.integers(0, len(power), (300, len(power)))]
    low, high = np.quantile(drawn, [0.025, 0.975])
    found = spearmanr(power, income)[0]
    # A grocer sees a small part of what a household spends: the ranks agree, and not by much.
    assert 0 < low < found < high < 0.6
