"""pg_dump and pg_restore of whole databases, with what they are at, told line by line. Knows no manifest and no facts.

Programs' messages are cut to their first sentence: details, context and statements hold rows.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from neodiff.address import connection, lock_timeout
from neodiff.dump.program import is_locked, reason
from neodiff.errors import LockedError, UserError

Format = Literal["custom", "directory"]
FORMATS: Final[tuple[Format, ...]] = ("custom", "directory")
_AT: Final = re.compile(r"pg_(?:dump|restore): (?:dumping contents of|processing data for) table ")
_ERROR: Final = re.compile(
    r"(?:pg_restore: error: (?:could not execute query: )?|psql:[^ ]*: (?:error: )?)(?:(?:ERROR|FATAL|PANIC): +)?"
)
_TIMEOUT: Final = b"SET transaction_timeout = 0;\n"
_TIMEOUT_SINCE: Final = 17
_LISTED: Final = re.compile(r"\d+; \d+ \d+ ")


def write(
    binary_dir: Path, dsn: str, out: Path, *, form: Format, jobs: int, snapshot: str, held: int, at: Callable[[], None]
) -> None:
    """pg_dump of all that the role may see into `out`, which only its owner can read; `at()` is called for each table.

    `snapshot`: what pg_export_snapshot() gave; `held`: a file descriptor that stays open while pg_dump runs.

    Raises:
        LockedError: another session holds a lock for longer than NEODIFF_LOCK_TIMEOUT.
        UserError: pg_dump cannot be run, cannot connect, or may not read an object.
    """
    args = [f"--format={form}", f"--snapshot={snapshot}", f"--file={out}", "--no-password", "--verbose"]
    args += [f"--lock-wait-timeout={lock_timeout()}"]
    args += [f"--jobs={jobs}"] if form == "directory" else []
    status, told = _run(binary_dir / "pg_dump", args, dsn, at, held)
    if status:
        raise (LockedError if is_locked(told) else UserError)(reason(told, status, "the database"))


def listing(binary_dir: Path, archive: Path) -> list[str]:
    """The table of contents, an entry a line: `3; 1255 16385 FUNCTION public f() owner`.

    Raises UserError where pg_restore cannot read it.
    """
    try:
        done = subprocess.run([binary_dir / "pg_restore", "--list", archive], capture_output=True, check=False)
    except OSError as error:
        raise UserError(f"cannot run {binary_dir / 'pg_restore'}: {error.strerror}") from error
    if done.returncode:
        raise UserError(f"{archive}: {_refusal(done.stderr.decode('utf-8', 'replace'))}")
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if _LISTED.match(line)]


def restore(
    binary_dir: Path,
    archive: Path,
    dsn: str,
    *,
    without: Collection[str] = (),
    args: Sequence[str] = (),
    major: int,
    at: Callable[[], None],
) -> None:
    """pg_restore into a server of that `major`, in one transaction, all or nothing.

    `without`: numbers of entries of the listing that are left out.

    Raises UserError with the first error.
    """
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as file:
        said = ["--single-transaction", "--exit-on-error", "--no-password", *args]
        if without:
            kept = [line for line in listing(binary_dir, archive) if line.split(";")[0] not in without]
            file.write("\n".join(kept))
            file.flush()
            said.append(f"--use-list={file.name}")
        if major >= _TIMEOUT_SINCE:
            status, told = _run(binary_dir / "pg_restore", [*said, "--verbose", str(archive)], dsn, at)
        else:
            status, told = _by_script(binary_dir, [*said, "--file=-", str(archive)], dsn)
    if status:
        raise UserError(_refusal(told))


def _by_script(binary_dir: Path, args: Sequence[str], dsn: str) -> tuple[int, str]:
    """The same through psql, for a server that does not know transaction_timeout, which pg_restore sets."""
    conninfo, password = connection(dsn)
    psql = [str(binary_dir / "psql"), "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-f", "-", f"--dbname={conninfo}"]
    try:
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                psql, env=_environment(password), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
            ) as into,
            subprocess.Popen([binary_dir / "pg_restore", *args], stdout=subprocess.PIPE, stderr=said) as script,
        ):
            assert script.stdout is not None
            assert into.stdin is not None
            with suppress(BrokenPipeError):  # psql has said why
                for line in script.stdout:
                    if line != _TIMEOUT:
                        into.stdin.write(line)
                        continue
                    shutil.copyfileobj(script.stdout, into.stdin)
            script.stdout.close()
            # the script ends with its own COMMIT: where pg_restore stopped, there is none
            with suppress(BrokenPipeError):
                into.stdin.close()
            status = script.wait() if into.wait() == 0 else into.returncode
            said.seek(0)
            return status, said.read().decode("utf-8", "replace")
    except OSError as error:
        raise UserError(
            f"cannot run {error.filename}: {error.strerror}; expected PostgreSQL's program there"
        ) from error


def _environment(password: str) -> dict[str, str]:
    env = {"PGCONNECT_TIMEOUT": "10", **os.environ, "LC_ALL": "C", "LANGUAGE": "C"}
    return env | ({"PGPASSWORD": password} if password else {})


def _run(
    program: Path, args: Sequence[str], dsn: str, at: Callable[[], None], held: int | None = None
) -> tuple[int, str]:
    """(exit status, what it said that is no progress)."""
    conninfo, password = connection(dsn)
    told: list[str] = []
    try:
        process = subprocess.Popen(
            [program, *args, f"--dbname={conninfo}"],
            env=_environment(password),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=() if held is None else (held,),
            umask=0o077,
        )
    except OSError as error:
        raise UserError(f"cannot run {program}: {error.strerror}; expected PostgreSQL's program there") from error
    with process:
        try:
            assert process.stderr is not None
            for raw in process.stderr:
                line = raw.decode("utf-8", "replace")
                if _AT.match(line):
                    at()
                elif "error" in line or "warning" in line or told:
                    told.append(line)
        finally:
            if process.poll() is None and sys.exc_info()[0] is not None:
                process.terminate()
    return process.returncode, "".join(told)


def _refusal(told: str) -> str:
    """The first error of pg_restore, without the rows that its details may hold."""
    lines = [line.strip() for line in told.splitlines()]
    first = next((line for line in lines if _ERROR.match(line)), "pg_restore was ended")
    return f"cannot be restored: {_ERROR.sub('', first)}"
