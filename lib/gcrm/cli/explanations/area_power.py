"""The purchasing power of an area: what the figure is made of, and how much each part weighs."""

import math
from typing import TYPE_CHECKING

from gcrm.cli.explanation import Explanation
from gcrm.cli.power_words import Row, interval, money, newest

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

_AREAS, _ESTIMATES = "marts.area_power", "models.area_power_estimates"


def tell(looks: "AnyLooks", key: str) -> list[str]:
    """The sentences of the newest day; none of an area of which there is no figure."""
    told = newest(looks, _AREAS, "area_id", key, " AND category_group = 'all'")
    return of_area(told, newest(looks, _ESTIMATES, "area_id", key)) if told else []


def of_area(told: Row, parts: Row | None) -> list[str]:
    """From a row of marts.area_power and, for a modelled area, its row of models.area_power_estimates."""
    lines = [
        f"{told['name']} ({told['level']} {told['area_id']}), as of {told['as_of']}",
        f"A typical member could spend {money(told['power_p50'])}; with 80% probability {interval(told)}.",
        told["verdict"],
    ]
    shares = {
        "members who live there": told["weight_of_members"],
        "members of other areas": told["neighbours_share"],
        "published indicators": told["census_share"],
        "rents and prices": told["real_estate_share"],
    }
    lines.append("Evidence: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()) + ".")
    if parts is not None:
        steps = [f"covariates alone say {money(math.exp(parts['synthetic']))}"]
        if parts["direct"] is not None:
            steps.append(f"its {parts['n_members']:,} members spend {money(math.exp(parts['direct']))}")
        steps.append(
            f"together {money(math.exp(parts['theta']))}, off by a factor of {math.exp(parts['mse'] ** 0.5):.2f}"
        )
        lines.append(f"On the way: {'; '.join(steps)}.")
    if told["total"] is not None:
        lines.append(f"All {told['n_people']:,.0f} people: {money(told['total'])}, were they members.")
    return lines


EXPLANATION = Explanation("area", "Purchasing power", 10, (_AREAS, _ESTIMATES), tell)
