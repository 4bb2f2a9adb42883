"""A live database as its owner sees it, with the folder that it is compared with; and staging's copy as one. Knows no test."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from command_line import CommandLine, Done, owned

from neodiff import dump, snapshot
from neodiff.platforms import platform_named
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Place:
    """One live database as its owner sees it, and the folder that it is compared with."""

    cli: CommandLine
    url: str
    programs: Path
    schema: Path
    work: Path

    def psql(self, file: Path) -> Done:
        command = [str(self.programs / "psql"), "-X", "-q", "-f", str(file), self.url]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def load(self, file: Path) -> None:
        done = self.psql(file)
        assert (done.returncode, "ERROR" in done.stderr) == (0, False), done.stderr

    def diff(self, *args: str, out: str = "out") -> Done:
        return self.cli.run("diff", self.url, "--schema-dir", self.schema, "--out", self.work / out, *args)

    def is_equal(self, *args: str) -> Done:
        done = self.diff(*args, out="equal")
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def migrate(self, way: str, out: str = "out") -> Done:
        done = self.psql(self.work / out / f"{way}.sql")
        assert done.returncode == 0, done.stderr
        return done

    def stops(self, way: str, out: str = "out") -> None:
        """Run it again: the first statement fails, and nothing has changed."""
        before = self.dumped()
        done = self.psql(self.work / out / f"{way}.sql")
        assert (done.returncode, done.stderr.count("ERROR")) == (3, 1), done.stderr
        assert self.dumped() == before

    def dumped(self) -> str:
        return dump.normalised(dump.run(self.programs, self.url))

    def fingerprint(self) -> str:
        out = self.work / "snapshot"
        done = self.cli.run("snapshot", self.url, "--only-schema", "--schema-dir", self.schema, "--out", out)
        assert done.returncode == 0, done.stderr
        return str(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["fingerprint"])


@contextmanager
def copy_of_staging(cli: CommandLine, live: Databases, work: Path) -> Iterator[Place]:
    """A copy of staging and its rows on a server, as its role postgres, who is no superuser there."""
    with Sides(live.server, live, platform_named("supabase"), lambda _: None) as sides:
        found, clone = snapshot.load(ROOT / "snapshots" / "staging", "staging", sides)
    with live.copy(clone.template) as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(f"alter role {found.user} login".encode())
            conn.execute((Path(__file__).parent / "neothink" / "rows.sql").read_bytes())
        yield Place(cli, owned(live, dsn, found.user), live.server.bin, ROOT / "schema", work)
