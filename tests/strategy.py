"""The whole way out and back: Neothink's five phases to development, staging and production, with faults on the way.

    python tests/strategy.py [--kills N] [--at-once N] [--seed N]

Three copies of staging with rows. Each phase: applied to development, killed somewhere and gone on with; production refused
before staging has had it; drift injected, refused, and taken back; promoted. Then everything is taken back, killed in between,
put there again by many at once, and every database must be what it was at first, row by row. Exit status 1 where anything is
not as it must be.
"""

from __future__ import annotations

import argparse
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml
from command_line import NEODIFF, CommandLine
from places import ROOT, Place, copy_of_staging

from neodiff import ledger
from neodiff.scratch import postmaster, roles, server
from neodiff.scratch.databases import Databases

ENVIRONMENTS = ("development", "staging", "production")
SURE = {"production": ("--confirm", "production", "--approved-by", "Ada")}
KEEPS = ("applied", "reverted")


@dataclass
class Strategy:
    """The project in `work`, its three databases, and what went wrong."""

    work: Path
    places: dict[str, Place]
    cli: CommandLine
    chance: random.Random
    kills: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {f"{name.upper()}_URL": place.url for name, place in self.places.items()}

    def neodiff(self, *args: str, status: int = 0, says: str = "") -> str:
        command = [*NEODIFF, *args, "--schema-dir", str(self.work / "schema")]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=self.cli.environment(**self.environment)
        )
        assert done.returncode == status, f"{' '.join(args)}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert says in done.stderr, done.stderr
        return done.stdout

    def killed(self, *args: str, within: float) -> bool:
        """Run it and kill it at some moment; False where it was done before."""
        command = [*NEODIFF, *args, "--schema-dir", str(self.work / "schema")]
        process = subprocess.Popen(
            command,
            env=self.cli.environment(**self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(self.chance.uniform(0, within))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.kills += 1
            return True
        return False

    def entries(self, name: str) -> dict[str, ledger.Entry]:
        with psycopg.connect(self.places[name].url, autocommit=True) as conn:
            return dict(ledger.read(conn).entries)

    def rows(self, name: str) -> dict[str, Any]:
        """Every table with a checksum of its rows."""
        with psycopg.connect(self.places[name].url, autocommit=True) as conn:
            conn.execute("set timezone = 'UTC'")
            tables = conn.execute(
                "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                "where c.relkind = 'r' and n.nspname in ('public', 'private') order by 1"
            ).fetchall()
            ask = "select count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) from {} t"
            return {table: conn.execute(ask.format(table).encode()).fetchone() for (table,) in tables}

    def settled(self, name: str, way: str) -> float:
        """Run to the end whatever was begun; seconds that took."""
        start = time.monotonic()
        args = ("rollback", name, "--to", "none") if way == "rollback" else (way, name)
        self.neodiff(*args, "--yes", "--wait", "60", *SURE.get(name, ()))
        return time.monotonic() - start


def phase(found: Strategy, name: str, count: int) -> None:
    """One phase through all environments; `count`: migrations that there are then."""
    began = time.monotonic()
    found.killed("apply", "development", "--yes", within=6)
    found.settled("development", "apply")
    found.neodiff("validate", "development", "--note", f"tests of {name}")
    production = ("apply", "production", "--yes", *SURE["production"])
    found.neodiff(*production, status=3, says="staging has not had it")
    with psycopg.connect(found.places["staging"].url, autocommit=True) as conn:
        conn.execute("alter table public.profiles add column stray integer")
        found.neodiff("apply", "staging", "--yes", status=3, says="it has changed since")
        conn.execute("alter table public.profiles drop column stray")
    found.neodiff("promote", "staging", "--yes")
    found.neodiff(*production, status=3, says="nobody has validated it there")
    found.neodiff("validate", "staging")
    found.killed("promote", "production", "--yes", *SURE["production"], within=8)
    found.neodiff("promote", "production", "--yes", "--wait", "60", *SURE["production"])
    for environment in ENVIRONMENTS:
        entries = found.entries(environment)
        assert len(entries) == count, (environment, list(entries))
        assert all(entry.state == "applied" and entry.verified_at for entry in entries.values())
    print(f"{name}: {count} migrations everywhere, {time.monotonic() - began:.0f} s", flush=True)


def back(found: Strategy, name: str, kills: int) -> None:
    """All of it taken back, and put there again, killed at random moments."""
    took = {way: found.settled(name, way) for way in ("rollback", "apply")}
    for at in range(kills):
        way = ("rollback", "apply")[at % 2]
        args = ("rollback", name, "--to", "none") if way == "rollback" else (way, name)
        found.killed(*args, "--yes", *SURE.get(name, ()), within=took[way])
        states = {entry.state for entry in found.entries(name).values()}
        assert sum(state not in KEEPS for state in states) <= 1, states
        found.settled(name, way)
        print(f"\rkilled {found.kills} times", end="", file=sys.stderr, flush=True)
    found.settled(name, "rollback")


def together(found: Strategy, name: str, many: int) -> None:
    """As many processes as that apply everything at the same time: each migration is run once, whoever runs it."""
    ask = "select version, count(*) from neodiff.event where what = 'apply' group by 1"
    with psycopg.connect(found.places[name].url, autocommit=True) as conn:
        before = dict(conn.execute(ask).fetchall())
        command = [*NEODIFF, "apply", name, "--yes", "--wait", "1800", "--schema-dir", str(found.work / "schema")]
        environment = found.cli.environment(**found.environment)
        running = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(many)
        ]
        done = [(*process.communicate(), process.returncode) for process in running]
        assert {status for _, _, status in done} == {0}, [said for _, said, status in done if status]
        applied = sorted(line for said, _, _ in done for line in said.splitlines())
        entries = found.entries(name)
        assert applied == sorted(entry.name for entry in entries.values()), applied
        assert {entry.state for entry in entries.values()} == {"applied"}
        now = dict(conn.execute(ask).fetchall())
        assert {name: now[name] - before.get(name, 0) for name in now} == dict.fromkeys(now, 1)
    print(f"\n{many} applies at once: each of {len(applied)} migrations run once", flush=True)


@contextmanager
def strategy(work: Path, chance: random.Random) -> Iterator[Strategy]:
    cache, live_cache = work / "cache", work / "live"
    # so many at once, each with a connection or two, to a server and its scratch that take them
    postmaster.SETTINGS["max_connections"] = "400"
    live = server.acquire(cache=live_cache)
    server.acquire(cache=cache)
    try:
        with psycopg.connect(live.dsn(), autocommit=True) as conn:
            roles.ensure(conn, [])
        with Databases(live) as databases, ExitStack() as stack:
            cli = CommandLine(cache)
            places = {name: stack.enter_context(copy_of_staging(cli, databases, work / name)) for name in ENVIRONMENTS}
            shutil.copytree(ROOT / "schema", work / "schema")
            settings = yaml.safe_load((work / "schema/neodiff.yaml").read_text())
            settings |= {"default": "development", "environments": {}}
            for before, name in zip((None, *ENVIRONMENTS), ENVIRONMENTS):
                settings["environments"][name] = {
                    "url": f"${name.upper()}_URL",
                    **({"after": before} if before else {}),
                    **({"protected": True, "four_eyes": True} if name == "production" else {}),
                }
            (work / "schema/neodiff.yaml").write_text(yaml.safe_dump(settings))
            yield Strategy(work, places, cli, chance)
    finally:
        server.clean(cache=cache)
        server.clean(cache=live_cache)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="how often the way back and there is killed at the end")
    parser.add_argument(
        "--at-once", type=int, default=100, help="how many apply everything at the same time at the end"
    )
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else secrets.randbelow(10**6)
    print(f"seed {seed}", flush=True)
    phases = list(yaml.safe_load((ROOT / "schema/rollout.yaml").read_text())["phases"].items())
    with tempfile.TemporaryDirectory() as at, strategy(Path(at), random.Random(seed)) as found:  # noqa: S311
        first = {name: (place.fingerprint(), found.rows(name)) for name, place in found.places.items()}
        count = 0
        for at_, (name, spec) in enumerate(phases, 1):
            found.neodiff("generate", f"--rollout={name}", "development", "--at", f"2026{at_:02}01000000", status=1)
            count += len(spec["migrations"])
            phase(found, name, count)
        for name in reversed(ENVIRONMENTS):
            back(found, name, given.kills if name == "development" else 2)
            if name == "development":
                together(found, name, given.at_once)
                found.settled(name, "rollback")
            now = (found.places[name].fingerprint(), found.rows(name))
            assert now == first[name], f"{name} is not what it was"
        print(f"taken back: three databases are what they were, row by row; killed {found.kills} times")


if __name__ == "__main__":
    main()
