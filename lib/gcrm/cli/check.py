"""Every mistake in configuration and files at once, without Spark."""

from gcrm.bronze import unread
from gcrm.cli.project import Project
from gcrm.core.contracts.step import Landing
from gcrm.core.errors import MistakesError
from gcrm.core.storage.files import is_folder


def mistakes(project: Project, landing: str | None) -> list[str]:
    """What would keep a run from starting: no landing folder, or nothing in it that a feed's pattern matches."""
    found: list[str] = []
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


def report(project: Project, landing: str | None) -> str:
    """What was found in order: feeds, files, and the deliveries that would be refused."""
    lines = [
        f"{project.coalition.name}: {len(project.feeds)} feeds, {len(project.steps)} tables, configuration is sound."
    ]
    if landing is None:
        return "\n".join([*lines, "Give --landing to have the delivered files looked at too."])
    for step in _landings(project):
        paths = step.find()
        refused = [f"    refused: {step.relative(path)}: {why}" for path in paths if (why := step.examine(path))]
        state = f"{len(paths)} file{'s' if len(paths) != 1 else ''}" if paths else f"nothing matches {step.pattern}"
        lines += [f"  {step.output.name:<36} {state}", *refused]
    lines += unread.told(unread.unread(project.feeds, landing))
    return "\n".join(lines)


def _landings(project: Project) -> list[Landing]:
    return [step for step in project.steps if isinstance(step, Landing)]
