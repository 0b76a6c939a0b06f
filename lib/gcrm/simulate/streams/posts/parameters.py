"""Who writes how often, what is odd about it, and which trends it takes up."""

from dataclasses import dataclass

from gcrm.simulate.stream import parameter


@dataclass(frozen=True)
class Trend:
    """Logistic rise (Rogers 2003): half of `peak`, a share of posts, on `day`, `steepness` a day."""

    name: str
    day: int
    steepness: float
    peak: float


@dataclass(frozen=True)
class BoughtTrend:
    """What bots write of on `days` days from `day`; `bots` are accounts beyond the members, a share of them."""

    name: str = "glow tonic"
    day: int = 220
    days: int = 14
    bots: float = 0.004


@dataclass(frozen=True)
class Posts:
    """Parameters of posts; early adopters are the same people for each of the true trends."""

    authors: float = parameter(0.08, "share of members who write")
    a_week: float = parameter(0.6, "posts a week by an author")
    spam_rate: float = parameter(0.03, "share of posts that are spam")
    personal_rate: float = parameter(0.02, "share with an e-mail address or a phone number in the text")
    misspelt_rate: float = parameter(0.08, "share with two letters swapped")
    misspelt_name_rate: float = parameter(0.1, "share of posts about a brand whose names have two letters swapped")
    language_untold_rate: float = parameter(0.15, "share whose channel tells no language")
    language_wrong_rate: float = parameter(0.03, "share whose channel tells another language")
    rated_rate: float = parameter(0.4, "share of posts about a brand that give stars")
    odd_stars_rate: float = parameter(0.05, "share of those whose stars are not what the words say")
    tells_place_rate: float = parameter(0.6, "share that say where they were written; others may be by members, too")
    trends: tuple[Trend, ...] = parameter(
        (
            Trend("moon cake latte", day=120, steepness=0.08, peak=0.12),
            Trend("barefoot shoes", day=200, steepness=0.06, peak=0.1),
            Trend("rooftop cinema", day=270, steepness=0.1, peak=0.1),
        ),
        "what early adopters take up first, and others later",
    )
    bought_trend: BoughtTrend = parameter(BoughtTrend(), "what bots are paid to write of")
