"""The purchasing power of a member: the own spend, that of like areas, and what is left to win."""

from typing import TYPE_CHECKING

from gcrm.cli.explanation import Explanation
from gcrm.cli.power_words import Row, interval, money, newest

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

_MEMBERS = "marts.member_power"


def tell(looks: "AnyLooks", key: str) -> list[str]:
    """The sentences of the newest day; none of a member of whom there is no figure."""
    told = newest(looks, _MEMBERS, "member_id", key)
    return of_member(told) if told else []


def of_member(told: Row) -> list[str]:
    """From a row of marts.member_power."""
    weight = told["weight_of_own"]
    lines = [
        f"Member {told['member_id']}, as of {told['as_of']}",
        f"Could spend {money(told['power_p50'])}; with 80% probability {interval(told)}. "
        f"Spent {money(float(told['amount']))} on {told['n_visits']:,} days.",
        f"The own spend weighs {weight:.0%}, members of like areas {1 - weight:.0%}.",
        f"Left to win: {money(told['headroom'])}"
        + (f", most in {told['headroom_group']}." if told["headroom_group"] else "."),
        f"One in ten members of like areas spends more than {money(told['second_opinion'])}"
        + ("; the two opinions disagree." if told["opinions_disagree"] else "."),
    ]
    groups = sorted(told["groups"] or [], key=lambda group: -group["power_p50"])
    lines += [
        f"  {group['category_group']}: {money(group['power_p50'])}, spent {money(group['spent'])}" for group in groups
    ]
    return lines


EXPLANATION = Explanation("member", "Purchasing power", 10, (_MEMBERS,), tell)
