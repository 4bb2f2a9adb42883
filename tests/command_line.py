"""neodiff as a person runs it: processes with a cache of their own, and what they leave behind. Knows no test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from neodiff.scratch.databases import Databases
from neodiff.sql import ident

NEODIFF = (sys.executable, "-m", "neodiff")
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class CommandLine:
    """Runs neodiff with `cache` as its NEODIFF_CACHE."""

    cache: Path

    def environment(self, **env: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEODIFF", "PG", "STAGING"))}
        return kept | {"NEODIFF_CACHE": str(self.cache), "PYTHONUNBUFFERED": "1"} | env

    def start(self, *args: object, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*NEODIFF, *map(str, args)],
            env=self.environment(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *args: object, **env: str) -> Done:
        with self.start(*args, **env) as process:
            return finished(process)

    def pulled(self, url: str, folder: Path) -> Path:
        """`folder` with what `neodiff pull` writes of the database."""
        done = self.run("pull", url, "--out", folder)
        assert done.returncode == 0, done.stderr
        return folder

    def fingerprint(self, url: str, schema: Path, out: Path) -> str:
        """What `neodiff snapshot --only-schema` says the database is."""
        done = self.run("snapshot", url, "--only-schema", "--schema-dir", schema, "--out", out)
        assert done.returncode == 0, done.stderr
        return (out / "snapshot.sql").read_text(encoding="utf-8")

    def children(self) -> list[str]:
        """Processes that know this cache, other than the scratch server and its watcher."""
        mark = f"NEODIFF_CACHE={self.cache}".encode()
        return [line for line, environment in processes() if mark in environment and not _stays(line)]


def _stays(line: str) -> bool:
    return Path(line.split(" ")[0]).name.startswith("postgres") or "neodiff.scratch.watch" in line


def processes() -> Iterator[tuple[str, list[bytes]]]:
    """(command line, environment) of each process that we may look at."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            yield line, (path / "environ").read_bytes().split(b"\0")
        except OSError:
            continue


def finished(process: subprocess.Popen[str], seconds: float = 60) -> Done:
    out, err = process.communicate(timeout=seconds)
    return Done(process.args, process.returncode, out, err)


def until(true: Callable[[], Any], seconds: float = 15) -> Any:
    """What `true` gives once that is something."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found


def owned(live: Databases, dsn: str, owner: str) -> str:
    """The connection string of a live database for `owner`, who owns it from now on."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(f"alter database {ident(conn.info.dbname)} owner to {ident(owner)}")
        name = conn.info.dbname
    return make_conninfo("", host=live.server.host, user=owner, dbname=name)
