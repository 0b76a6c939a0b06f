"""Names, telephone numbers and addresses of members: made up, and the same wherever a member turns up."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.simulate.draws import Draws, at, listed
from gcrm.simulate.words import Name, people


def given_name(draws: Draws, romanised: bool = False) -> Column:
    """The given name of a `member` by `language` and `sex`."""

    def named(female: bool) -> dict[str, Column]:
        return {
            language: _drawn(draws, "given", of.female if female else of.male, romanised)
            for language, of in people().items()
        }

    return F.when(F.col("sex") == "female", _of_language(named(True))).otherwise(_of_language(named(False)))


def family_name(draws: Draws, romanised: bool = False) -> Column:
    """The family name of a `member` by `language`."""
    return _of_language({name: _drawn(draws, "family", of.family, romanised) for name, of in people().items()})


def phone(draws: Draws, purpose: str = "phone") -> Column:
    """A mobile number in the shape of the `member`'s country of origin."""
    digits = F.lpad(F.floor(draws.uniform(purpose, "member") * 10**8).cast("string"), 8, "0")
    first, last = F.substring(digits, 1, 4), F.substring(digits, 5, 4)
    shapes = {
        "en": F.concat(F.lit("+1 555 01"), F.substring(digits, 1, 1), F.lit(" "), last),
        "vi": F.concat(F.lit("09"), digits),
        "th": F.concat(F.lit("08"), F.substring(digits, 1, 1), F.lit("-"), F.substring(digits, 2, 3), F.lit("-"), last),
        "ko": F.concat_ws("-", F.lit("010"), first, last),
        "pt": F.concat(F.lit("(11) 9"), first, F.lit("-"), last),
    }
    return _of_language(shapes)


def email(draws: Draws) -> Column:
    """An address at a domain that is kept for examples."""
    name = F.concat_ws(".", given_name(draws, romanised=True), family_name(draws, romanised=True))
    plain = F.regexp_replace(F.lower(name), "[^a-z.]", "")
    return F.concat(plain, F.pmod(F.xxhash64("member"), F.lit(10000)).cast("string"), F.lit("@example.org"))


def _of_language(columns: dict[str, Column]) -> Column:
    first, *rest = columns.items()
    chosen = F.when(F.col("language") == first[0], first[1])
    for language, column in rest:
        chosen = chosen.when(F.col("language") == language, column)
    return chosen


def _drawn(draws: Draws, purpose: str, names: tuple[Name, ...], romanised: bool) -> Column:
    called = listed([name.latin if romanised else name.own for name in names])
    return at(called, draws.uniform(f"{purpose} name", "member") * len(names))
