"""What a coalition keeps of people, and where: plain values from which everything else is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gcrm.bronze.feed import Feed
from gcrm.bronze.member_keys import KeyColumn, key_columns
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.contracts.table import SOURCE, Raw, Table
from gcrm.sources.spec import FileSpec
from gcrm.vault.derived import Keys


@dataclass(frozen=True)
class Delivered:
    """One kind of delivered file: its table, how it lands, and its columns that hold keys of members."""

    feed: Feed
    file: str
    step: Landing
    keys: tuple[KeyColumn, ...]

    @property
    def spec(self) -> FileSpec:
        return self.feed.spec.files[self.file]

    @property
    def table(self) -> Table:
        return self.step.output

    @property
    def named_by(self) -> tuple[str, ...]:
        """The key of a record, where it names a person: other files tell by it whose their records are."""
        key = self.spec.key
        return key if key and set(key) <= set(self.spec.personal) else ()


@dataclass(frozen=True)
class Estate:
    """The feeds and steps of a coalition; `landings` read files as they are, also rows of who was forgotten."""

    coalition: str
    feeds: tuple[Feed, ...]
    steps: tuple[AnyStep, ...]
    landings: tuple[Landing, ...]
    raws: Mapping[str, Raw]
    keys: Keys

    @cached_property
    def delivered(self) -> tuple[Delivered, ...]:
        """Every kind of file of the feeds that deliver something of members."""
        landings = {step.output.name: step for step in self.landings}
        found = []
        for feed in self.feeds:
            keys = key_columns(feed, self.raws.values())
            for file in feed.spec.files if keys else ():
                mine = tuple(key for key in keys if key.file == file)
                found.append(Delivered(feed, file, landings[feed.table(file).name], mine))
        return tuple(found)

    @cached_property
    def namespaces(self) -> dict[str, tuple[KeyColumn, ...]]:
        """Namespaces that members have keys in, each with the columns that hold them."""
        found: dict[str, dict[KeyColumn, None]] = {}
        for one in self.delivered:
            found.setdefault(one.feed.spec.namespace, {}).update(dict.fromkeys(one.keys))
        return {name: tuple(keys) for name, keys in found.items() if keys}

    @property
    def of_members(self) -> tuple[Table, ...]:
        """Tables whose rows name members by pseudonyms, in the order in which they are made."""
        return tuple(s.output for s in self.steps if isinstance(s, Step) and people(s.output))

    @property
    def placed(self) -> tuple[Table, ...]:
        """Those of them whose rows tell where they were delivered."""
        return tuple(table for table in self.of_members if SOURCE.name in table.columns)


def people(table: Table) -> tuple[str, ...]:
    """The columns that hold pseudonyms."""
    return tuple(field.name for field in table.fields if field.pii == "pseudonym")
