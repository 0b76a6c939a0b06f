"""A job: the tables that are brought up to date in one go, as spark-submit runs and a scheduler orders them."""

import re
from dataclasses import dataclass

from gcrm.core.contracts.table import ContractError

_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class Job:
    """`name` is that of its file in jobs/, `doc` says in a few words what its tables hold.

    A package's `JOB` is the job of every step below it; a step's own `job` wins over it.
    """

    name: str
    doc: str

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ContractError(f"Job name '{self.name}' must be lower case letters, digits and underscores.")
        if not self.doc or "\n" in self.doc or self.doc.endswith("."):
            raise ContractError(f"Job '{self.name}' needs a doc of one line without a full stop at its end.")
