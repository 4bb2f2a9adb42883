"""Every case, and whole databases, with a live server of each supported major: `python tests/versions.py`.

Goldens are the newest server's, so nothing is compared with them here: plans are proven, run there and back, and undone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import psycopg
from case_runner import CASES, KEEPER, Expected, Runner, folders
from command_line import CommandLine, owned
from old_servers import MAJORS, programs

from neodiff.errors import PlanError, UserError
from neodiff.scratch import roles, server
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

DATA: Final = Path(__file__).parent / "data"
# Whole databases: the other roles that a script names, and who owns it all; the superuser, for extensions, where nobody is named.
WHOLE: Final = {
    "every_kind": (("anon_x", "Boss Role"), ""),
    "every_major": (("anon_x",), ""),
    "hostile": (('Role %s "q"', "select"), "o'w\"n er %"),
}
# What a script says that an older major cannot: (since, in its words, in the older ones).
OLDER: Final = (
    (15, " nulls not distinct", ""),
    (15, "security_invoker = true, ", ""),
    (18, ") virtual", ") stored"),
)


@dataclass
class Outcome:
    """What one major gave; `failed` is case -> why."""

    major: int
    version: str = ""
    proven: int = 0
    newer: int = 0
    seconds: float = 0
    failed: dict[str, str] = field(default_factory=dict)


def known_to(major: int, script: str) -> str:
    """The script without its parts, and in part without its words, that are newer than `major`."""
    for since, text, older in OLDER:
        script = script if major >= since else script.replace(text, older)
    whole, *parts = re.split(r"^-- since (\d+)$", script, flags=re.M)
    return whole + "".join(part for since, part in zip(parts[::2], parts[1::2]) if int(since) <= major)


@dataclass(frozen=True)
class Bench:
    """The two servers of one major; `same`: scratch is of that major too, else the newest as everywhere."""

    runner: Runner
    cli: CommandLine
    major: int
    same: Path | None

    def case(self, name: str, work: Path) -> None:
        """Raises whatever shows that the case is not as it should be."""
        folder, expected = CASES / name, Expected.read(CASES / name)
        if expected.expect not in ("fails", "stopped"):
            self.runner.run(folder, work)
            return
        errors = (PlanError, UserError) if expected.expect == "stopped" else (Exception,)
        told = None
        try:
            self.runner.run(folder, work)
        except errors as error:
            told = str(error)
        assert told is not None, f"it does not fail with {expected.says!r}"
        assert expected.says in told, f"expected {expected.says!r}, got: {told}"

    def whole(self, name: str, work: Path) -> None:
        """Pulled, a database is equal to its YAML, and what that renders to is equal to it again."""
        script = known_to(self.major, (DATA / f"{name}.sql").read_text(encoding="utf-8"))
        schema, rendered = work / "schema", work / "render.sql"
        with ExitStack() as stack:
            first = self._database(name, script, stack)
            self._run("pull", first, "--out", schema)
            self._equal(first, schema)
            if self.same:
                self._equal(first, schema, "--scratch-url", self.runner.scratch.server.url())
            self._run("render", "--schema-dir", schema, "--major", self.major, "--out", rendered)
            second = self._database(name, rendered.read_bytes().decode(), stack)
            self._equal(second, schema)

    def _database(self, name: str, script: str, stack: ExitStack) -> str:
        others, owner = WHOLE[name]
        dsn = stack.enter_context(self.runner.live.fresh())
        with psycopg.connect(dsn, autocommit=True) as conn:
            roles.ensure(conn, [roles.Role(each) for each in others])
            if owner:
                roles.ensure(conn, [roles.Role(owner, member_of=others)])
                conn.execute(f"alter role {ident(owner)} login".encode())
        url = owned(self.runner.live, dsn, owner) if owner else dsn
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("set client_min_messages = error")
            conn.execute(script.encode())
        return url

    def _equal(self, url: str, schema: Path, *args: str) -> None:
        self._run("diff", url, "--schema-dir", schema, "--prune", "--format", "sql", *args)

    def _run(self, *args: object) -> None:
        environment = {"NEODIFF_BIN": str(self.same)} if self.same else {}
        done = self.cli.run(*args, **environment)
        assert done.returncode == 0, f"neodiff {args[0]}: status {done.returncode}\n{done.stderr}{done.stdout}"


@contextmanager
def bench(major: int, cache: Path, *, same: bool) -> Iterator[Bench]:
    """Both servers, started and gone afterwards."""
    bin_dir = programs(major)
    own = bin_dir if same else None
    with ExitStack() as stack:
        scratch = server.acquire(bin_dir=own, cache=cache / "scratch")
        stack.callback(server.clean, bin_dir=own, cache=cache / "scratch")
        live = server.acquire(bin_dir=bin_dir, cache=cache / "live")
        stack.callback(server.clean, bin_dir=bin_dir, cache=cache / "live")
        with psycopg.connect(live.dsn(), autocommit=True) as conn:
            roles.ensure(conn, [KEEPER])
            conn.execute(f"alter role {KEEPER.name} login")
        runner = Runner(stack.enter_context(Databases(scratch)), stack.enter_context(Databases(live)))
        yield Bench(runner, CommandLine(cache / "scratch"), major, own)


def tried(major: int, names: Sequence[str], same: bool) -> Outcome:
    """All of `names` on one major, in a process of its own."""
    out, start = Outcome(major), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="neodiff-versions-") as made, bench(major, Path(made), same=same) as found:
        out.version = found.runner.live.server.version
        for number, name in enumerate(names):
            run: Callable[[str, Path], None] = found.whole if name in WHOLE else found.case
            if name not in WHOLE and not Expected.read(CASES / name).runs_on(major):
                out.newer += 1
                continue
            work = Path(made) / f"work-{number}"
            work.mkdir()
            try:
                run(name, work)
                out.proven += 1
            except Exception as error:
                out.failed[name] = f"{type(error).__name__}: {error}"
                print(f"{major}: {name}: {out.failed[name]}\n", file=sys.stderr, flush=True)
    out.seconds = time.monotonic() - start
    return out


def table(outcomes: Sequence[Outcome]) -> str:
    """A line per major, for people."""
    lines = [f"{'PostgreSQL':<12}{'cases':>7}{'proven':>8}{'failed':>8}{'newer':>7}{'seconds':>9}"]
    lines += [
        f"{out.version:<12}{out.proven + len(out.failed):>7}{out.proven:>8}{len(out.failed):>8}{out.newer:>7}{out.seconds:>9.0f}"
        for out in outcomes
    ]
    return "\n".join([*lines, *(f"failed on {out.major}: {name}" for out in outcomes for name in out.failed)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--major", type=int, action="append", choices=MAJORS, help="only this one; may be repeated")
    parser.add_argument("--match", default="", help="only cases and databases whose name this regular expression finds")
    parser.add_argument("--same", action="store_true", help="scratch is of the live server's major, not the newest")
    parser.add_argument("--jobs", type=int, default=1, help="so many majors at a time (1)")
    options = parser.parse_args()
    names = [name for name in (*WHOLE, *folders()) if re.search(options.match, name)]
    if not names:
        parser.error(f"--match {options.match}: no such case; expected part of kind/verb_what or {', '.join(WHOLE)}")
    majors = sorted(set(options.major or MAJORS))
    try:
        for major in majors:
            programs(major)
    except UserError as error:
        print(f"{error}", file=sys.stderr)
        return 2
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        jobs = [pool.submit(tried, major, names, options.same) for major in majors]
        outcomes = [job.result() for job in jobs]
    print(table(outcomes))
    return 1 if any(out.failed for out in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
