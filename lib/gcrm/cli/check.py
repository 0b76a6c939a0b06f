"""Every mistake in configuration and files at once: first those that need no Spark, then those that Spark knows."""

from dataclasses import dataclass

from gcrm.bronze import unread
from gcrm.cli import agreements
from gcrm.cli.project import Project
from gcrm.core.contracts.step import Landing
from gcrm.core.errors import MistakesError
from gcrm.core.storage.files import is_folder


@dataclass(frozen=True)
class Report:
    """What was found: lines that tell what is there, and sentences on what a run would pass over."""

    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def text(self) -> str:
        """The lines, and the warnings below them."""
        n = len(self.warnings)
        told = [f"{n} warning{'s' if n > 1 else ''}:", *(f"  {one}" for one in self.warnings)] if n else []
        return "\n".join([*self.lines, *told])


def mistakes(project: Project, landing: str | None) -> list[str]:
    """What would keep a run from starting, or mislead it, found without Spark: no landing folder, or nothing in it that
    a feed's pattern matches; levels of areas that the coalition does not have."""
    found = agreements.mistakes(project)
    if landing is not None and not is_folder(landing):
        found.append(f"The landing folder {landing} is not there; give the folder that the partners deliver into.")
    elif landing is not None and not any(step.find() for step in _landings(project)):
        found.append(
            f"No file in {landing} matches any feed; looked for {', '.join(s.pattern for s in _landings(project))}."
        )
    return found


def require(project: Project, landing: str | None) -> None:
    """Raises MistakesError when there are mistakes."""
    if found := mistakes(project, landing):
        raise MistakesError(found)


def require_analysed(project: Project) -> None:
    """Asks Spark's analyser for every SELECT, over tables without rows; raises MistakesError with all it refuses."""
    # Here, because the mistakes that need no Spark are told before it starts.
    from gcrm.bronze import analysed
    from gcrm.core.storage.session import of_one_machine, start

    spark = start("gcrm check", of_one_machine(project.config.spark)).newSession()
    if found := [problem for feed in project.feeds for problem in analysed.mistakes(spark, feed, project.raws)]:
        raise MistakesError(found)


def report(project: Project, landing: str | None) -> Report:
    """What was found in order (feeds, files), and what a run would pass over: refused files, patterns without files."""
    n_feeds, n_tables = len(project.feeds), len(project.steps)
    lines = [f"{project.coalition.name}: {n_feeds} feeds, {n_tables} tables, configuration is sound."]
    warnings = agreements.warnings(project)
    if landing is None:
        return Report((*lines, "Give --landing to have the delivered files looked at too."), tuple(warnings))
    for step in _landings(project):
        paths = step.find()
        refused = [f"refused: {step.relative(path)}: {why}" for path in paths if (why := step.examine(path))]
        state = f"{len(paths)} file{'s' if len(paths) != 1 else ''}" if paths else f"nothing matches {step.pattern}"
        lines.append(f"  {step.output.name:<36} {state}")
        warnings += refused if paths else [f"{step.output.name}: nothing in {landing} matches {step.pattern}."]
    warnings += [f"not read: {line}" for line in unread.lines(unread.unread(project.feeds, landing))]
    return Report(tuple(lines), tuple(warnings))


def _landings(project: Project) -> list[Landing]:
    return [step for step in project.steps if isinstance(step, Landing)]
