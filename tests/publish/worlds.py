"""Small worlds of members, drawn at random: who lives in which town, and what each spends."""

import math
import random
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gcrm.publish.gate import Cell, merged


@dataclass(frozen=True)
class Member:
    name: str
    town: str
    state: str
    amount: float


def drawn(seed: int, n_states: int = 3, n_towns: int = 5, largest: int = 60) -> list[Member]:
    """Members in towns of very unequal size; now and then one has nearly all the money."""
    draw = random.Random(seed)
    found = []
    for s in range(n_states):
        for t in range(draw.randint(1, n_towns)):
            n = draw.choice((0, 1, 3, 9, 10, 12, 25, draw.randint(0, largest)))
            rich = n > 1 and draw.random() < 0.15
            for i in range(n):
                amount = 1e5 if rich and not i else draw.lognormvariate(4, 1)
                found.append(Member(f"{s}.{t}.{i}", f"s{s}t{t}", f"s{s}", amount))
    return found


def cells(members: Iterable[Member], every: Mapping[str, str], states: bool = True, towns: bool = True) -> list[Cell]:
    """Towns within states; `every` maps the towns that there are, also those without members, to states."""
    by_town: dict[str, list[Member]] = {town: [] for town in every}
    for member in members:
        by_town[member.town].append(member)
    found = [_cell(town, mine, (every[town],)) for town, mine in sorted(by_town.items())]
    names = sorted(set(every.values()))
    whole = [merged(name, [cell for cell in found if cell.within == (name,)]) for name in names]
    return [*(found if towns else ()), *(whole if states else ())]


def _cell(key: str, mine: list[Member], within: tuple[str, ...]) -> Cell:
    logs = [math.log(member.amount) for member in mine]
    amounts = [member.amount for member in mine]
    return Cell(
        key,
        len(mine),
        within,
        amount=math.fsum(amounts),
        squares=math.fsum(a * a for a in amounts),
        largest=max(amounts, default=0.0),
        sum=math.fsum(logs),
        sum_squares=math.fsum(y * y for y in logs),
        who=_print([(member.name, "") for member in mine]),
        what=_print([(member.name, repr(member.amount)) for member in mine]),
    )


def _print(pairs: list[tuple[str, str]]) -> tuple[int, ...]:
    """A fingerprint as gcrm.core.cell makes it, by another hash."""
    words = [0] * 8
    for name, value in pairs:
        place = zlib.crc32(name.encode()) % 128
        digit = 1 + zlib.crc32(f"{name} {value}".encode()) % 15
        words[place // 16] ^= digit << 4 * (place % 16)
    return tuple(words)
