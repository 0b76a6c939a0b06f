"""The options that say which business days a run is for."""

import argparse
from datetime import UTC, date, datetime, timedelta

from gcrm.cli.command import option
from gcrm.core.errors import UsageError
from gcrm.core.running.days import KEPT, MONTH_END, Asked


def day(text: str) -> date:
    """A day as it is written on the command line; raises ArgumentTypeError in words."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it as 2018-12-31.") from None


DATES = (
    option(
        "--date",
        type=day,
        action="append",
        metavar="DAY",
        help="business date, such as 2018-12-31, also a past one; may be repeated (default: the latest delivered)",
    ),
    option(
        "--every",
        choices=[MONTH_END, KEPT],
        help="in one go all month-ends that were delivered, which fills a history; or all days that tables keep, which "
        "builds anew what other code or settings made",
    ),
    option("--since", type=day, metavar="DAY", help="first day that --every looks at (default: the first delivered)"),
)


def asked(args: argparse.Namespace) -> Asked:
    """The days that DATES ask for; raises UsageError where they contradict each other or name the future."""
    if args.since and not args.every:
        raise UsageError(f"--since is where --every begins; give --every {MONTH_END} as well, or --date {args.since}.")
    # Where it is tomorrow already, business has begun.
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    for name, given in (("date", max(args.date or [], default=None)), ("since", args.since)):
        if given and given > tomorrow:
            raise UsageError(f"--{name} {given} lies in the future; give {tomorrow} or earlier.")
    return Asked(tuple(args.date or ()), args.every, args.since)


def written(days: Asked) -> list[str]:
    """The options that ask for these days.

    >>> written(Asked((date(2018, 1, 31),), "month-end", date(2018, 2, 1)))
    ['--date', '2018-01-31', '--every', 'month-end', '--since', '2018-02-01']
    """
    named = [part for one in days.days for part in ("--date", str(one))]
    spans = (("--every", days.every), ("--since", days.since))
    return [*named, *(part for flag, value in spans if value for part in (flag, str(value)))]
