"""The section `cluster` of an environment: how jobs are submitted, as whom, and when."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Schedule:
    """When a coalition's jobs run: a cron expression (UTC), the first day, and after how many hours a day is late."""

    cron: str
    start_date: date
    deadline_hours: int = 6


@dataclass(frozen=True)
class Cluster:
    """How jobs are submitted. `home` holds what the cluster's machines take from it: Spark's jars, Python's packages.

    `users` maps a job to the user it runs as, `other` for all the others; they share `group`.
    """

    home: str
    users: dict[str, str]
    group: str
    queue: str = "default"
    schedule: Schedule | None = None

    def __post_init__(self) -> None:
        if "other" not in self.users:
            raise ValueError("users must name the user of 'other' jobs, such as {ingest: steward, other: gcrm}.")

    def user(self, job: str = "other") -> str:
        return self.users.get(job, self.users["other"])

    @property
    def staging(self) -> str:
        return f"{self.home}/staging"

    @property
    def progress(self) -> str:
        return f"{self.home}/progress"


SECTIONS = {"cluster": Cluster}
