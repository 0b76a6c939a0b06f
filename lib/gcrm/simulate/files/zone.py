"""The folder that a simulation writes to: whether it may, where it goes on, and what is noted of it."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gcrm.core.errors import UsageError
from gcrm.core.settings.config import digest
from gcrm.simulate.files.writer import put
from gcrm.simulate.parameters import World

_NOTE = Path("truth") / "simulation.json"
_VERSION = 2  # of what a note says; in 1 the streams had no parameters of their own


@dataclass(frozen=True)
class Note:
    """What a simulation notes of itself: the same seed, members and world make the same files. `world` is a digest of
    every parameter, `streams` their names; `done_until` is a day's number."""

    seed: int
    members: int
    world: str
    from_day: int
    end_day: int
    done_until: int | None = None
    streams: tuple[str, ...] = ()
    version: int = 1

    @property
    def is_finished(self) -> bool:
        return self.done_until == self.end_day

    @property
    def goes_on_at(self) -> int:
        """The first day that is still to be written."""
        return self.end_day if self.is_finished else self.from_day


def note(world: World, seed: int, members: int, from_day: int, end_day: int) -> Note:
    """The note of a simulation that has not been made yet."""
    own = tuple(sorted({one.name for one in fields(world)} - {one.name for one in fields(World)}))
    return Note(seed, members, digest(asdict(world)), from_day, end_day, None, own, _VERSION)


def read(out: Path) -> Note | None:
    """The note in a folder; None where there is none."""
    path = out / _NOTE
    if not path.is_file():
        return None
    noted, known = json.loads(path.read_text(encoding="utf-8")), {one.name for one in fields(Note)}
    told = {key: value for key, value in noted.items() if key in known}
    return Note(**{**told, "streams": tuple(told.get("streams", ()))})


def write(out: Path, note: Note) -> None:
    """Keeps the note in the folder."""
    put(out / _NOTE, (json.dumps(asdict(note), indent=1) + "\n").encode())


def require_kin(out: Path, found: Note, wanted: Note) -> None:
    """Raises UsageError where the folder was written with other streams, or by a version that notes other things."""
    again = "simulate it again, into a new folder."
    if found.version != wanted.version:
        raise UsageError(f"{out} was simulated by another version of G-CRM, with other parameters; {again}")
    without, besides = (
        sorted(set(one) - set(other))
        for one, other in ((wanted.streams, found.streams), (found.streams, wanted.streams))
    )
    if without or besides:
        told = [*(f"without {name}" for name in without), *(f"with {name}" for name in besides)]
        raise UsageError(f"{out} was simulated with other streams ({', '.join(told)}); {again}")


def require(out: Path, wanted: Note, append: bool) -> None:
    """Raises UsageError where the folder holds something else than what `wanted` would go on with.

    An unfinished simulation of the same days is gone on with: it writes the same content again.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --out must name a folder, which may be new.")
    found = read(out)
    if found is None:
        if append:
            raise UsageError(f"There is no simulation in {out} to append to; leave --append out to begin one.")
        if out.exists() and any(out.iterdir()):
            raise UsageError(
                f"{out} is not empty; name a new folder, or add the next days to a simulation with --append."
            )
        return
    require_kin(out, found, wanted)
    if not found.is_finished:
        if _same(found, wanted) and (found.from_day, found.end_day) == (wanted.from_day, wanted.end_day):
            return
        raise UsageError(
            f"The simulation of days {found.from_day} to {found.end_day} in {out} is not finished; "
            "the command that began it goes on with it."
        )
    if not append:
        raise UsageError(
            f"{out} already holds days up to {found.end_day}; add the next ones with --append, or name a new folder."
        )
    if not _same(found, wanted):
        raise UsageError(
            f"{out} holds another world: {found.members} members, seed {found.seed}; give the same, and the same --set."
        )
    if wanted.from_day != found.end_day:
        raise UsageError(
            f"{out} ends before day {found.end_day}, so --from-day must be {found.end_day}, not {wanted.from_day}."
        )


def _same(one: Note, other: Note) -> bool:
    return (one.seed, one.members, one.world) == (other.seed, other.members, other.world)
