"""Files and locks that several processes share and any of them may be killed over. Knows nothing of PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neodiff.errors import UserError


@contextmanager
def locked(path: Path, *, exclusive: bool) -> Iterator[None]:
    """Hold the lock file `path`; the kernel lets go of it when this process ends, however that is."""
    fd = _lock(path, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
    try:
        yield
    finally:
        os.close(fd)


def _lock(path: Path, kind: int) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # python opens files so that programs it starts do not inherit them, nor the lock
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise UserError(f"cannot open lock file {path}: {error.strerror}; check $NEODIFF_CACHE") from error
        try:
            fcntl.flock(fd, kind)
            # somebody may have deleted the cache while we waited: a lock on a file without a name excludes nobody
            if path.exists() and os.fstat(fd).st_ino == path.stat().st_ino:
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)


def trusted_directory(path: Path, mode: int) -> Path:
    """Make directory `path` with `mode`, or take it as it is where it is ours.

    Raises:
        UserError: it cannot be made, or is a symbolic link or another user's: these places are open to all users.
    """
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        found = path.lstat()
    except OSError as error:
        raise UserError(f"cannot make directory {path}: {error.strerror}; $NEODIFF_CACHE names another one") from error
    if path.is_symlink() or found.st_uid != os.geteuid():
        raise UserError(f"directory {path} is not owned by this user: remove it, or set NEODIFF_CACHE to another place")
    if found.st_mode & 0o777 != mode:
        path.chmod(mode)
    return path


@contextmanager
def replace_directory(path: Path) -> Iterator[Path]:
    """A new directory beside `path` that takes its name once it is whole; a killed process leaves `path` as it was."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    new.mkdir(mode=0o755)
    try:
        yield new
        try:
            new.rename(path)
        except OSError:
            # another process was first with the same content
            if not path.is_dir():
                raise
            shutil.rmtree(new)
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        if isinstance(error, OSError):
            raise UserError(f"cannot write {path}: {error.strerror}") from error
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
