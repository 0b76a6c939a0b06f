"""The command line: what was typed to its command; a mistake of the user's is one line and exit code 2."""

import gc
import os
import select
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence

from gcrm.cli.parser import parsed
from gcrm.core.errors import UsageError
from gcrm.core.visible import visible

_LAYOUT = "\n\t"


def main(*given: str) -> None:
    """Runs the command line (`given` stands before the process's arguments); exits 0, or 2 for a user's mistake."""
    # What is imported stays until the end; to look through it again and again took a tenth of a short command.
    gc.set_threshold(200_000, 20, 100)
    sys.exit(run([*given, *sys.argv[1:]]))


def run(arguments: Sequence[str]) -> int:
    """The same without the exit, for tests."""
    args = parsed(arguments)
    # Here, because `gcrm --help` has no use for Spark.
    from gcrm.core.running.progress import mirrored
    from gcrm.vault.withdrawn import withdrawn

    with withdrawn(), mirrored():
        return _guarded(args)


def _guarded(args: Namespace) -> int:
    try:
        code: int = args.command.run(args)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"gcrm: {visible(str(error), kept=_LAYOUT)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("gcrm: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except Exception as error:
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            return 128 + signal.SIGPIPE
        if os.environ.get("GCRM_DEBUG"):
            raise
        from gcrm.core.running.failures import FailedStepError, told

        said = str(error) if isinstance(error, FailedStepError) else told(error)
        print(f"gcrm: {said} (GCRM_DEBUG=1 shows where.)", file=sys.stderr)
        return 1


def _nobody_reads() -> bool:
    """Whether who was to read what is printed has seen enough, as `head` has; what is left of it goes nowhere then."""
    asked = select.poll()
    asked.register(sys.stdout.fileno(), 0)
    if not any(told & select.POLLERR for _, told in asked.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


if __name__ == "__main__":
    main()
