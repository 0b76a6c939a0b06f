"""What is known of members comes in topics: one table each, with a row per member of whom something is known.

A topic is one file of this layer whose table has the key `member_id`. It is found here and joined in
`features.members`; no other file names it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from gcrm.core.contracts.graph import steps_below
from gcrm.core.contracts.table import ContractError, Field, Table

KEY = ("member_id", "as_of")
Part = Literal["who", "where", "what", "when", "how", "why", "worth"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class Figure(Field):
    """A column that can be averaged, portrayed and clustered.

    `words` describe a segment that is low in it, and one that is high; without them it names no segment. `part`: of a
    customer portrait, in which it stands.
    """

    words: tuple[str, str] | None = None
    part: Part = "how"


def figures(table: Table) -> tuple[Figure, ...]:
    """The figures of a topic, or of `features.members`."""
    return tuple(field for field in table.fields if isinstance(field, Figure))


def about(figure: str) -> str:
    """What a figure is about, lately as at all times.

    >>> about("recent_visits"), about("n_visits")
    ('visits', 'visits')
    """
    return figure.removeprefix("recent_").removeprefix("n_")


def words_of(table: Table) -> dict[str, tuple[str, ...]]:
    """The low and the high word of each figure that names segments."""
    return {figure.name: figure.words for figure in figures(table) if figure.words}


def topics(package: str, besides: str) -> tuple[Table, ...]:
    """The topics among the tables of a package's modules, by name; the module `besides` is left out.

    Raises ContractError for a topic that does not say for which day it holds.
    """
    found = [step.output for step in steps_below(package, besides) if is_topic(step.output)]
    for table in found:
        if "as_of" not in table.columns:
            raise ContractError(f"{table.name} needs a column as_of, the day for which its figures of members hold.")
    return tuple(sorted(found, key=lambda table: table.name))


def is_topic(table: Table) -> bool:
    """Whether each row is about one member, on one day.

    >>> member, month = Field("member_id", "string", "Member"), Field("month", "date", "Month")
    >>> is_topic(Table("features.visits", "Visits.", (member, month), key=("member_id",)))
    True
    >>> is_topic(Table("features.visits", "Visits.", (member, month), key=("member_id", "month")))
    False
    """
    return "member_id" in table.key and set(table.key) <= set(KEY)


def joined(first: Table, others: Iterable[Table]) -> tuple[Field, ...]:
    """The columns of `first`, then those that the others add; of these only counts are there for every member.

    Raises ContractError where two topics have a column of the same name.
    """
    made_by = dict.fromkeys(first.columns, first.name)
    fields = list(first.fields)
    for topic in others:
        for field in (field for field in topic.fields if field.name not in KEY):
            if field.name in made_by:
                raise ContractError(
                    f"{made_by[field.name]} and {topic.name} both have a column {field.name}; features.members joins "
                    f"them, so one needs another name."
                )
            made_by[field.name] = topic.name
            fields.append(replace(field, required=is_count(field)))
    return tuple(fields)


def is_count(field: Field) -> bool:
    """Whether it is 0, and not unknown, for a member of whom the topic has no row: required, and called `n_...`.

    >>> is_count(Field("n_posts", "bigint", "Posts", required=True)), is_count(Field("mean_score", "double", "Mean"))
    (True, False)
    """
    return field.required and field.name.startswith("n_")
