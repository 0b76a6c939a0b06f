"""The options that say for which days: what is typed wrong is one sentence, and what is right reaches the jobs."""

import argparse
from datetime import UTC, date, datetime, timedelta

import pytest

from gcrm.cli import main
from gcrm.cli.dates import DATES, asked, written
from gcrm.core.errors import UsageError
from gcrm.core.running.days import Asked

TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


def typed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for one in DATES:
        one.add_to(parser)
    return parser.parse_args(given)


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ([], Asked()),
        (["--date", "2018-03-31", "--date", "2018-01-31"], Asked((date(2018, 3, 31), date(2018, 1, 31)))),
        (["--every", "month-end", "--since", "2018-01-01"], Asked((), "month-end", date(2018, 1, 1))),
        (["--date", str(TOMORROW)], Asked((TOMORROW,))),
    ],
)
def test_days_are_read_and_passed_on_as_they_were_typed(given, days):
    assert asked(typed(*given)) == days
    assert written(days) == given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--since", "2018-01-01"], "give --every month-end as well, or --date 2018-01-01."),
        (
            ["--date", "2018-01-31", "--date", "2103-01-31"],
            f"--date 2103-01-31 lies in the future; give {TOMORROW} or earlier.",
        ),
        (
            ["--every", "month-end", "--since", "2103-01-31"],
            f"--since 2103-01-31 lies in the future; give {TOMORROW} or earlier.",
        ),
    ],
)
def test_days_that_contradict_are_one_sentence(given, said):
    with pytest.raises(UsageError, match=said):
        asked(typed(*given))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--date", "2018-02-30"], "Argument --date: '2018-02-30' is no day; write it as 2018-12-31;"),
        (["--every", "month"], "Unknown value of --every 'month': did you mean 'month-end'? Known: kept, month-end;"),
    ],
)
def test_a_day_that_is_none_is_said_before_anything_else(given, said, capsys):
    with pytest.raises(SystemExit):
        main.run(["run", "--coalition", "brazil", *given])
    assert said in capsys.readouterr().err
