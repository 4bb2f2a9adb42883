"""neodiff against pg_dump and the other tools of the field, as whole processes, in turns, on the same pairs of databases.

    python tests/bench [--tables 10,100,1000] [--pairs WHAT,...] [--seeds MB,...] [--rounds 3] [--no-peers] [--peers-up-to 1000]
        [--no-load] [--write README.md] [--svg FILE]

Pairs: nothing differs, one table, one table in a hundred, everything. Ratios are to `pg_dump --schema-only` of the live database.
"First" is a declaration and a database that neodiff has never seen, on a scratch server that runs; "planned" and "proven" are asked
when both are known and the question is not; "again" is the same question once more. Then neodiff alone, rows from a CSV file of so
many MB for a database that has none of them, and what a database's own work notices of a diff. Prints Markdown; --write puts it
between the two marks in that file, --svg draws one table changed against the number of tables, and the rows against the MB.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import growth
import load
import peers
import psycopg
import seed
from measure import Command, Figures, Run, interleaved, run
from peers import Pair

from neodiff.scratch import server
from neodiff.scratch.databases import TEMPLATE
from schema import scripts

NEODIFF = (sys.executable, "-m", "neodiff")
FIRST, PLANNED, PROVEN, AGAIN = "neodiff, first", "neodiff, planned", "neodiff, proven", "neodiff, again"
GROWTH = "one table changed"
LOADED = 1000  # tables of the database that works meanwhile
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
# what -> how many of so many tables differ; None: the live database is empty
SCENARIOS: dict[str, Callable[[int], int] | None] = {
    "nothing differs": lambda _: 0,
    "one table changed": lambda _: 1,
    "1 % of tables changed": lambda tables: max(tables // 100, 1),
    "everything is new": None,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", default="10,100,1000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", default=",".join(SCENARIOS), metavar="WHAT,...", help="those that are made")
    parser.add_argument("--patience", type=float, default=120, help="seconds after which a command is given up")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument(
        "--peers-up-to", type=int, default=1000, metavar="N", help="tables; of more, peers are not asked"
    )
    parser.add_argument("--seeds", default="1,10", metavar="MB,...", help="sizes of CSV files; 0: none")
    parser.add_argument("--no-load", action="store_true")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    # so that what was begun is ended
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    there = {} if given.no_peers else peers.installed()
    with tempfile.TemporaryDirectory() as at, _live(Path(at)) as (found, cache):
        _compiled(Path(at))
        text = _report(found, Path(at), cache, there, given)
    print(text)
    if given.write is not None:
        whole = given.write.read_text(encoding="utf-8")
        before, _, rest = whole.partition(BEGIN)
        given.write.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def _compiled(at: Path) -> None:
    """Python keeps what it compiles, for every tool alike: pip compiles what it installs, but not a source tree."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(at / "bytecode")


@contextmanager
def _live(at: Path) -> Iterator[tuple[server.Server, Path]]:
    found = server.acquire(cache=at / "live")
    try:
        yield found, at / "cache"
    finally:
        server.clean(cache=at / "live")
        server.clean(cache=at / "cache")


def _report(found: server.Server, at: Path, cache: Path, there: Mapping[str, str], given: argparse.Namespace) -> str:
    out = [_machine(found, there), ""]
    names: list[str] = []
    lines = []
    points: dict[str, dict[str, list[tuple[int, float]]]] = {"seconds": {}, "MiB": {}}
    for tables in map(int, given.tables.split(",")):
        for what in given.pairs.split(","):
            scenario = SCENARIOS[what]
            live, changed = (0, 0) if scenario is None else (tables, scenario(tables))
            pair = _made(found, live, tables, changed)
            asked = there if tables <= given.peers_up_to else {}
            commands = _commands(found, pair, at, cache, asked, given.patience)
            figures = interleaved(commands, given.rounds, given.patience)
            names = max(names, list(figures), key=len)
            figures |= {name: Figures(failed="not asked") for name in names if name not in figures}
            lines.append(_line(f"{tables} tables, {what}", figures))
            print(lines[-1], file=sys.stderr, flush=True)
            if what == GROWTH:
                _add(points, tables, figures)
    seeds = list(_seeds(found, at, cache, given))
    if given.svg is not None:
        panels = {f"{what} against tables": lines for what, lines in points.items()}
        if seeds:
            panels["seconds against MB of rows"] = {FIRST: [(size, run.seconds) for size, _, run in seeds]}
            panels["MiB against MB of rows"] = {FIRST: [(size, run.memory) for size, _, run in seeds]}
        given.svg.write_text(growth.drawn(panels), encoding="utf-8")
    out += ["| pair | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|", *lines, ""]
    out += [*_alone(at, cache, found, given), ""]
    if seeds:
        out += ["| rows of a CSV file, all of them new | seconds | MiB |", "|---|---|---|"]
        for size, rows, run in seeds:
            out.append(f"| {size} MB, {rows} rows | {run.failed or f'{run.seconds:.1f}'} | {run.memory:.0f} |")
        out.append("")
    if not given.no_load:
        pair = _made(found, LOADED, LOADED, 1)
        first = _commands(found, pair, at, cache, {}, given.patience)[1]
        out += load.told(found, server.acquire(cache=cache), pair.live, first, given.patience, given.rounds)
    return "\n".join(out)


def _seeds(found: server.Server, at: Path, cache: Path, given: argparse.Namespace) -> Iterator[tuple[int, int, Run]]:
    """Of each size the number of rows, and what their plan, proven both ways, takes."""
    _database(found, "live")
    for size in filter(None, map(int, given.seeds.split(","))):
        schema = at / f"seed{size}"
        rows = seed.declared(schema, size)
        argv = [*NEODIFF, "diff", found.dsn("live"), "--schema-dir", str(schema)]
        done = run(Command("", argv, (1,), {"NEODIFF_CACHE": str(cache)}), max(given.patience, 10 * size), watched=True)
        print(f"{size} MB: {done}", file=sys.stderr, flush=True)
        yield size, rows, done


def _add(points: dict[str, dict[str, list[tuple[int, float]]]], tables: int, figures: Mapping[str, Figures]) -> None:
    for name in ("pg_dump", FIRST, PROVEN, AGAIN):
        if not figures[name].failed:
            points["seconds"].setdefault(name, []).append((tables, figures[name].median))
            points["MiB"].setdefault(name, []).append((tables, figures[name].memory))


def _made(found: server.Server, live: int, tables: int, changed: int) -> Pair:
    user = _database(found, "live")
    _database(found, "target")
    for name, parts in (("live", scripts(live)), ("target", scripts(tables, changed))):
        with psycopg.connect(found.dsn(name), autocommit=True) as conn:
            for text in parts:
                conn.execute(text.encode())
    return Pair(found.host, user, "live", "target")


def _database(found: server.Server, name: str) -> str:
    """An empty one, and who owns it."""
    with psycopg.connect(found.dsn(), autocommit=True) as conn:
        conn.execute(f"drop database if exists {name}".encode())
        conn.execute(f"create database {name}".encode())
        return conn.info.user


def _commands(
    found: server.Server, pair: Pair, at: Path, cache: Path, there: Mapping[str, str], patience: float
) -> list[Command]:
    schema = at / "schema"
    shutil.rmtree(schema, ignore_errors=True)
    environment = {"NEODIFF_CACHE": str(cache)}
    pull = [*NEODIFF, "pull", found.dsn(pair.target), "--out", str(schema)]
    subprocess.run(pull, check=True, capture_output=True, env={**os.environ, **environment})
    argv = [*NEODIFF, "diff", found.dsn(pair.live), "--schema-dir", str(schema)]
    forgets = partial(shutil.rmtree, cache / "answers", ignore_errors=True)
    ways: list[tuple[str, list[str], Callable[[], None]]] = [
        (FIRST, argv, partial(_forget, cache)),
        (PLANNED, [*argv, "--no-prove"], forgets),
        (PROVEN, argv, forgets),
        (AGAIN, argv, lambda: None),
    ]
    out = [
        Command("pg_dump", [str(found.bin / "pg_dump"), "--schema-only", found.dsn(pair.live)]),
        *(Command(name, argv, (0, 1), environment, before=before) for name, argv, before in ways),
    ]
    return out + (peers.commands(pair, dict(there), at / "target.yaml", patience) if there else [])


def _forget(cache: Path) -> None:
    """The scratch server runs, and nothing is known of any declaration or database."""
    scratch = server.acquire(cache=cache)
    with psycopg.connect(scratch.dsn(), autocommit=True) as conn:
        kept = conn.execute("select datname from pg_database where starts_with(datname, %s)", [TEMPLATE]).fetchall()
        for (name,) in kept:
            conn.execute(f"drop database {name} with (force)".encode())
    for folder in (scratch.cache / "facts", scratch.cache / "live", cache / "answers"):
        shutil.rmtree(folder, ignore_errors=True)


def _line(name: str, figures: Mapping[str, Figures]) -> str:
    base = figures["pg_dump"].median
    cells = []
    for each, found in figures.items():
        if found.failed:
            cells.append(found.failed.replace("|", " "))
        elif each == "pg_dump":
            cells.append(f"{found.median:.2f} s")
        else:
            own = each.startswith("neodiff")
            memory = f", {statistics.median(found.cpu):.2f} s of its own, {found.memory:.0f} MiB" if own else ""
            cells.append(f"{found.median / base:.1f} x ({found.median:.2f} s{memory})")
    return f"| {name} | " + " | ".join(cells) + " |"


def _alone(at: Path, cache: Path, found: server.Server, given: argparse.Namespace) -> Iterator[str]:
    """What is asked of neodiff alone, on the last pair."""
    environment = {"NEODIFF_CACHE": str(cache)}
    cold = {"NEODIFF_CACHE": str(at / "cold")}
    commands = [
        Command("`python -c pass`", [sys.executable, "-c", "pass"]),
        Command("`neodiff --help`", [*NEODIFF, "--help"]),
        Command("`neodiff render`", [*NEODIFF, "render", "--schema-dir", str(at / "schema")], (0,), environment),
        Command(
            "`neodiff pull`", [*NEODIFF, "pull", found.dsn("target"), "--out", str(at / "pulled")], (0,), environment
        ),
    ]
    figures = interleaved(commands, given.rounds, given.patience)
    yield "| command | seconds |"
    yield "|---|---|"
    for name, each in figures.items():
        yield f"| {name} | {each.failed or f'{each.median:.2f}'} |"
    shutil.rmtree(at / "cold", ignore_errors=True)
    first = Command("", [*NEODIFF, "diff", found.dsn("live"), "--schema-dir", str(at / "schema")], (0, 1), cold)
    seen = run(first, given.patience)
    server.clean(cache=at / "cold")
    yield f"| the last pair's diff with an empty cache, scratch server started | {seen.failed or f'{seen.seconds:.2f}'} |"


def _machine(found: server.Server, there: Mapping[str, str]) -> str:
    versions: Sequence[str] = [f"{name} {version}" for name, version in there.items()]
    cores = os.cpu_count()
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, PostgreSQL {found.version}; " + (
        ", ".join(versions) or "no other tools"
    )


if __name__ == "__main__":
    main()
