"""The files of jobs/, which spark-submit runs: made from the jobs, so that they cannot fall out of step with them."""

from collections.abc import Iterable
from pathlib import Path

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.table import ContractError
from gcrm.core.errors import UsageError

_TABLES = "--coalition X --landing DIR --lakehouse DIR"
_TEXT = '''"""spark-submit jobs/{name}.py {options}: {doc}."""

from gcrm.cli.main import main

main({words})
'''
# Files that are no job's own: several jobs in one go, and the simulation, which has no tables.
_OTHERS = {
    "run": (f"{_TABLES} [--job NAME ...]", "several jobs in one go", ("run",)),
    "simulate": (
        "--out DIR --members N --days N --seed N",
        "deliveries of a coalition with known truth",
        ("simulate",),
    ),
}


def files(jobs: Iterable[Job]) -> dict[str, str]:
    """File name to text, for every job and for what is run beside them.

    Raises ContractError for a job whose name another file has.
    """
    made = {f"{name}.py": _text(name, *rest) for name, rest in _OTHERS.items()}
    for job in jobs:
        if job.name in _OTHERS:
            raise ContractError(f"A job cannot be called '{job.name}': jobs/{job.name}.py is another file.")
        made[f"{job.name}.py"] = _text(job.name, _TABLES, job.doc, ("run", "--job", job.name))
    return made


def write(folder: Path, jobs: Iterable[Job]) -> list[str]:
    """Writes the files into `folder`, removes those of jobs that are no more, and gives the names that changed.

    Raises UsageError where a file of that name is there that was not written here, and then writes none.
    """
    wanted = files(jobs)
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.py")}
    for name, text in there.items():
        if name in wanted and (not text.startswith(_begin(name)) or (folder / name).is_symlink()):
            raise UsageError(
                f"{folder / name} is no file that `gcrm jobs` wrote; move it, or give --out another folder."
            )
    gone = [name for name, text in there.items() if name not in wanted and text.startswith(_begin(name))]
    changed = [name for name, text in wanted.items() if there.get(name) != text]
    for name in gone:
        (folder / name).unlink()
    for name in changed:
        (folder / name).write_text(wanted[name], encoding="utf-8")
    return sorted([*gone, *changed])


def _begin(name: str) -> str:
    return _TEXT.partition("{")[0] + name


def _text(name: str, options: str, doc: str, words: tuple[str, ...]) -> str:
    return _TEXT.format(name=name, options=options, doc=doc, words=", ".join(f'"{word}"' for word in words))
