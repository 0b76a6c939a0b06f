"""Data Docs: Great Expectations' pages on our tables, one per table, in the catalogue's frame, so they open from disk.

The frame that Great Expectations ships fetches scripts and styles from the network and lists nothing without them; its
renderers need neither. What it says of a run and its batch is left out: such names and paths tell a reader nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from great_expectations.render.renderer.page_renderer import (
    ExpectationSuitePageRenderer,
    ValidationResultsPageRenderer,
)
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader

from gcrm.catalogue import site, verdict
from gcrm.catalogue.expectations import suite
from gcrm.catalogue.validation import Result, Validator
from gcrm.catalogue.verdict import Verdict
from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse


class View(DefaultJinjaPageView):
    """Great Expectations' view with the catalogue's frame around it."""

    _template = "validation.html"

    def __init__(self) -> None:
        super().__init__()
        ours = site.environment()
        self.env.loader = ChoiceLoader([loader for loader in (ours.loader, self.env.loader) if loader])
        self.env.trim_blocks = self.env.lstrip_blocks = True


def write(
    lake: Lakehouse, tables: Sequence[Table], out: Path, title: str, at: str, say: Callable[[str], None]
) -> list[Verdict]:
    """Validates `tables` and writes <table>.html and <table>.json into `out`; also for those that are not built yet.

    `at`: the time to print. `say` is told one line per table.
    """
    out.mkdir(parents=True, exist_ok=True)
    validator = Validator(lake)
    view: Any = View()
    done: list[Verdict] = []
    for position, table in enumerate(tables, 1):
        clock = monotonic()
        found, result = _judge(validator, lake, table, at)
        document = _of_result(result) if result else _of_suite(table)
        found = replace(found, seconds=round(monotonic() - clock, 1))
        page = view.render(document, root="../", title=title, table=table, verdict=found)
        (out / f"{table.name}.html").write_text(page, encoding="utf-8")
        verdict.save(out, found)
        say(f"[{position:>3}/{len(tables)}] {table.name:<36} {found.text:<16} {found.seconds:>6.1f} s")
        done.append(found)
    return done


def _of_result(result: Result) -> Any:
    document = ValidationResultsPageRenderer().render(result)
    document.sections = [section for section in document.sections if section.section_name != "Overview"]
    return document


def _of_suite(table: Table) -> Any:
    renderer: Any = ExpectationSuitePageRenderer()
    document = renderer.render(suite(table))
    for section in document.sections:
        blocks = section.content_blocks
        section.content_blocks = [block for block in blocks if block.content_block_type == "bullet_list"]
    return document


def _judge(validator: Validator, lake: Lakehouse, table: Table, at: str) -> tuple[Verdict, Result | None]:
    version = lake.version(table)
    if version < 0:
        return Verdict(table.name, version, at, 0, 0, 0.0), None
    result = validator.validate(table, version)
    met = sum(bool(one.success) for one in result.results)
    return Verdict(table.name, version, at, len(result.results), met, 0.0), result


def write_index(
    out: Path, title: str, known: Iterable[str], asked: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Verdict]:
    """Renews the list of all verdicts in `out`, after taking out tables that are no more; gives those that are left.

    `asked`: what the checkpoints of the last run found, as rows of ops.quality.
    """
    names = set(known)
    for path in [*out.glob("*.json"), *out.glob("*.html")]:
        if path.stem not in names:
            path.unlink()
    verdicts = verdict.load(out)
    template = site.environment().get_template("data_docs.html")
    text = template.render(root="../", title=title, verdicts=list(verdicts.values()), asked=asked)
    (out / "index.html").write_text(text, encoding="utf-8")
    return verdicts
