"""The only place that exits: errors become one clear message and an exit status."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from neodiff.errors import EXIT_BUG, EXIT_INPUT, EXIT_INTERRUPTED, EXIT_REFUSED, PlanError, UserError

_M_ARENA_MAX: Final = -8  # malloc.h


def main(argv: Sequence[str] | None = None) -> None:
    # facts of a big database are a million small objects that all stay: looking for garbage among them took 40 % of the time
    gc.set_threshold(100_000, 50, 1000)
    _share_memory()
    _open_streams()
    status = run(sys.argv[1:] if argv is None else list(argv))
    if status == EXIT_INTERRUPTED:
        # Python itself ends by the signal, with another status, where it came while a module was made
        os._exit(status)
    sys.exit(status)


def _share_memory() -> None:
    """Threads that read for one another use one heap: of its own, each would keep what it let go (mallopt(3), M_ARENA_MAX)."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc alone
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def _open_streams() -> None:
    """A stream that the caller closed goes nowhere: without this, the next file or connection would get its number."""
    while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(fd)
    sys.stdin = sys.stdin or os.fdopen(0)
    sys.stdout = sys.stdout or os.fdopen(1, "w")
    sys.stderr = sys.stderr or os.fdopen(2, "w")


def run(argv: Sequence[str]) -> int:
    try:
        return _run(argv)
    except KeyboardInterrupt as stop:
        print(f"interrupted; {str(stop) or 'nothing was changed'}", file=sys.stderr, flush=True)
        return EXIT_INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # click makes the one the other, with the status that says differences
        for number in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        return EXIT_INPUT


def _run(argv: Sequence[str]) -> int:
    import click

    from neodiff.cli import cli

    try:
        result = cli.main(args=list(argv), prog_name="neodiff", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return EXIT_INPUT
    except click.Abort as stop:
        cause = stop.__context__
        raise KeyboardInterrupt(*(cause.args if isinstance(cause, KeyboardInterrupt) else ())) from None
    except UserError as error:
        print(f"neodiff: {error}", file=sys.stderr)
        return EXIT_INPUT
    except PlanError as error:
        print(f"neodiff: refused: {error}", file=sys.stderr)
        return EXIT_REFUSED
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    import traceback

    from neodiff import known

    if (message := known.explain(error)) is not None:
        print(f"neodiff: {message}", file=sys.stderr)
        return EXIT_INPUT
    traceback.print_exc()
    print("neodiff: this is a bug in neodiff; please report it with the lines above", file=sys.stderr)
    return EXIT_BUG


if __name__ == "__main__":
    main()
