"""Where a scratch server lives: cache, data, socket, lock. Decides and makes directories; starts nothing.

<cache>/<name>.lock          held by whoever starts or stops the server
<cache>/<name>/              Server.cache: stubs, facts, marks of last use
<run>/data, <run>/s, log     the server's own, in memory (/dev/shm) where there is room, else under the above
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from neodiff.errors import UserError
from neodiff.scratch.binaries import Account, Binaries, find, server_account
from neodiff.scratch.cache import cache_directory
from neodiff.scratch.files import trusted_directory

MEMORY: Final = Path("/dev/shm")  # noqa: S108  it is checked to be ours before use
MEMORY_WANTED: Final = 2 * 1024**3
PORT: Final = 5432
# sun_path has 108 bytes on Linux and 104 on macOS, the last one a NUL
SOCKET_LIMIT: Final = 103
# Changed when data directories of earlier versions of neodiff can no longer be used.
LAYOUT: Final = 1


@dataclass(frozen=True)
class Place:
    """`asked` is the cache that was named, `cache` the one used: root's may be closed to the server's account."""

    name: str
    asked: Path
    cache: Path
    lock: Path
    run: Path
    socket: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.run / "data"

    @property
    def log(self) -> Path:
        return self.run / "log"

    @property
    def used(self) -> Path:
        """Its time of change is when somebody last asked for the server."""
        return self.cache / "used"

    @property
    def watcher(self) -> Path:
        return self.cache / "watcher"

    @property
    def owner(self) -> Path:
        """Names the cache that this data belongs to: data of a cache that is gone is nobody's."""
        return self.run / "cache"

    @property
    def forsaken(self) -> bool:
        """Whether the cache was deleted, so that nobody will ask for this server again."""
        return not (self.cache.is_dir() and self.asked.is_dir())

    @property
    def in_memory(self) -> bool:
        return self.run.is_relative_to(MEMORY)


def shared_fallback() -> Path:
    """A directory that root can make and every account can enter."""
    return Path("/var/tmp") / f"neodiff-{os.geteuid()}"  # noqa: S108  trusted_directory() checks the owner


def place_of(bin_dir: Path | None, cache: Path | None) -> tuple[Binaries, Place]:
    """The programs and the place that these settings stand for."""
    account = server_account()
    binaries = find(bin_dir)
    return binaries, locate(binaries, account, cache)


def locate(binaries: Binaries, account: Account, cache: Path | None) -> Place:
    """The place of the server of these programs and this cache; its directories exist afterwards.

    Raises:
        UserError: no directory can be made, or none that the server's account can enter.
    """
    asked = cache_directory(cache)
    mode = 0o711 if account.switch else 0o700
    _make_cache(asked, mode)
    root = asked
    if account.switch and not account.can_reach(asked):
        trusted_directory(shared_fallback(), 0o711)
        root = shared_fallback() / _digest(str(asked))
        _make_cache(root, mode)
    programs = "" if binaries.embedded else str(binaries.bin)
    name = f"{binaries.major}-{_digest(f'{LAYOUT}:{programs}')}"
    home = trusted_directory(root / name, mode)
    run = _run_directory(home, f"{name}-{_digest(str(root))}", account)
    return Place(name, asked, home, root / f"{name}.lock", run, _socket_directory(run, account), account)


def _make_cache(root: Path, mode: int) -> None:
    if root.is_dir():
        # a directory that somebody named keeps the mode they gave it
        return
    try:
        root.mkdir(parents=True)
        root.chmod(mode)
    except FileExistsError:
        if not root.is_dir():
            raise UserError(f"cache {root} is a file, expected a directory: set NEODIFF_CACHE elsewhere") from None
    except OSError as error:
        raise UserError(f"cannot make cache {root}: {error.strerror}; set NEODIFF_CACHE to another place") from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _run_directory(home: Path, name: str, account: Account) -> Path:
    on_disk, base = home / "run", MEMORY / f"neodiff-{os.geteuid()}"
    if (on_disk / "data").is_dir():
        return on_disk
    if not (base / name / "data").is_dir() and not _memory_has_room():
        return account_directory(on_disk, account)
    try:
        trusted_directory(base, 0o711 if account.switch else 0o700)
    except UserError:
        # memory is a matter of speed: another user's squatting there must not stop us
        return account_directory(on_disk, account)
    return account_directory(base / name, account)


def _memory_has_room() -> bool:
    return (
        os.path.ismount(MEMORY)
        and os.access(MEMORY, os.W_OK | os.X_OK)
        and shutil.disk_usage(MEMORY).free >= MEMORY_WANTED
    )


def account_directory(path: Path, account: Account) -> Path:
    """A directory that only the server's account (and root) can enter."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
        if path.is_symlink() or found.st_uid not in (os.geteuid(), account.uid):
            raise UserError(f"directory {path} belongs to another user: remove it, or set NEODIFF_CACHE")
        if account.switch and found.st_uid != account.uid:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
    except OSError as error:
        raise UserError(f"cannot make directory {path} for user {account.name}: {error.strerror}") from error
    return path


def _socket_directory(run: Path, account: Account) -> Path:
    if len(os.fsencode(run / "s" / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT:
        return account_directory(run / "s", account)
    # not tempfile.gettempdir(): two processes with different TMPDIR must find the same socket
    base = trusted_directory(Path("/tmp") / f"neodiff-{os.geteuid()}", 0o711 if account.switch else 0o700)  # noqa: S108
    return account_directory(base / _digest(str(run)), account)
