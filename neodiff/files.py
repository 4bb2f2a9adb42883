"""Writing files so that a reader never sees half of one, and a killed writer leaves nothing for long."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from neodiff.errors import UserError


def write_all(folder: Path, files: Mapping[str | Path, str]) -> None:
    """All files, each whole or not at all; all are written before the first takes its place.

    Raises:
        UserError: one of them cannot be written.
    """
    paths = [folder / name for name in files]
    at = folder
    try:
        for at in paths:
            os.fsencode(at)
            at.parent.mkdir(parents=True, exist_ok=True)
        with _writing(folder, {path.parent for path in paths}), ExitStack() as left:
            parts = []
            for at, text in zip(paths, files.values()):
                part = at.with_name(f".{at.name}.{secrets.token_hex(4)}.part")
                left.callback(part.unlink, missing_ok=True)
                with part.open("w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                parts.append((part, at))
            for part, at in parts:
                os.replace(part, at)
    except OSError as error:
        raise UserError(f"cannot write {at}: {error.strerror}; make room there, or name another place") from None
    except UnicodeEncodeError:
        raise UserError(f"cannot write {at}: the locale has no such characters; set LC_ALL=C.UTF-8") from None


def stale(folder: Path, files: Mapping[str | Path, str]) -> list[Path]:
    """Those that are not there, or hold something else. Raises UserError where one cannot be read."""
    out = []
    for path, text in ((folder / name, text) for name, text in files.items()):
        try:
            if not path.is_file() or path.read_bytes() != text.encode("utf-8", "surrogatepass"):
                out.append(path)
        except OSError as error:
            raise UserError(f"cannot read {path}: {error.strerror}") from None
    return out


def put(folder: Path, files: Mapping[Path, str | None]) -> None:
    """The same with files that go: those whose text is None, and folders that are empty then. Raises UserError."""
    write_all(folder, {path: text for path, text in files.items() if text is not None})
    for path in (folder / path for path, text in files.items() if text is None):
        try:
            path.unlink(missing_ok=True)
            for above in path.parents:
                if above == folder or any(above.iterdir()):
                    break
                above.rmdir()
        except OSError as error:
            raise UserError(f"cannot remove {path}: {error.strerror}; remove it by hand") from None


@contextmanager
def _writing(folder: Path, places: set[Path]) -> Iterator[None]:
    """Hold a lock that says somebody writes below `folder`; where nobody did, what a killed writer left there goes."""
    if sys.platform == "win32" or not folder.is_dir():
        yield
        return
    import fcntl

    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # not every file system has locks
        with suppress(OSError):
            if _alone(fd):
                for left in [part for place in places for part in place.glob(".*.????????.part")]:
                    left.unlink(missing_ok=True)
            fcntl.flock(fd, fcntl.LOCK_SH)
        yield
    finally:
        os.close(fd)


def _alone(fd: int) -> bool:
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
