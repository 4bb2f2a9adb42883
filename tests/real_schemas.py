"""neodiff with databases that nobody made for it: `python tests/real_schemas.py`; what is run is in `steps`.

Their schemas come from packages of Debian, PyPI and npm, see real_packages.py.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from command_line import CommandLine, finished
from old_servers import MAJORS, programs
from real_packages import REAL, Real

from neodiff import dump
from neodiff.errors import UserError
from neodiff.scratch import roles, server
from neodiff.scratch.binaries import find
from neodiff.scratch.databases import Databases

STEPS: Final = ("pull", "same", "render", "equal", "plan", "forward", "reverse")
SLOW: Final = 1800.0
_COUNTS: Final = """
    select count(*) filter (where relkind in ('r', 'p')), count(*) filter (where relispartition and relkind in ('r', 'p')),
        count(*) filter (where relkind = 'v'), count(*) filter (where relkind = 'm'), count(*) filter (where relrowsecurity),
        (select count(*) from pg_proc p where p.pronamespace = any (n.own)
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')),
        (select count(*) from pg_trigger where not tgisinternal), (select count(*) from pg_extension)
    from (select array_agg(oid) as own from pg_namespace where nspname !~ '^pg_|^information_schema$') n
        left join pg_class c on c.relnamespace = any (n.own)
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    group by n.own"""
COUNTED: Final = ("tables", "parts", "views", "matviews", "rls", "functions", "triggers", "extensions")


@dataclass
class Outcome:
    """What became of one database: seconds of each step that went well, and where it ended."""

    name: str
    major: int
    counts: tuple[int, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    failed: str = ""


@dataclass(frozen=True)
class Bench:
    """A live server, and neodiff with a scratch server of the newest major, or of the live one's."""

    live: Databases
    cli: CommandLine
    environment: dict[str, str]

    def steps(self, real: Real, work: Path, out: Outcome) -> None:
        """Raises AssertionError at the first step that is not as it should be."""
        schema, rendered, plan, dumped = work / "schema", work / "render.sql", work / "plan", work / "dump.sql"
        with ExitStack() as stack:
            given, restored, second, third = (stack.enter_context(self.live.fresh()) for _ in range(4))
            self._made(real, given, out)
            begun, wanted = self._dumped(third), [self._dumped(given)]
            text = dump.run(self.live.server.bin, given, exclude_schemas=())
            # of a newer pg_dump
            dumped.write_text(text.replace("SET transaction_timeout = 0;\n", ""), encoding="utf-8")
            psql(restored, dumped)
            wanted.append(self._dumped(restored))
            with _timed(out, "pull"):
                self._run(0, "pull", given, "--out", schema)
            with _timed(out, "same"):
                self._run(0, "diff", given, "--schema-dir", schema, "--prune")
            with _timed(out, "render"):
                self._run(0, "render", "--schema-dir", schema, "--major", self.live.server.major, "--out", rendered)
            with _timed(out, "equal"):
                psql(second, rendered)
                self._run(0, "diff", second, "--schema-dir", schema, "--prune")
                _same(self._dumped(second), *wanted)
            with _timed(out, "plan"):
                self._run(1, "diff", third, "--schema-dir", schema, "--prune", "--allow", "all", "--out", plan)
            with _timed(out, "forward"):
                psql(third, plan / "forward.sql")
                self._run(0, "diff", third, "--schema-dir", schema, "--prune")
                _same(self._dumped(third), *wanted)
            with _timed(out, "reverse"):
                psql(third, plan / "reverse.sql")
                _same(self._dumped(third), begun)

    def _made(self, real: Real, dsn: str, out: Outcome) -> None:
        folder = real.folder()
        for number, text in enumerate(real.scripts(folder)):
            script = folder.parent / f".{folder.name}-{number}.sql"
            script.write_text(text, encoding="utf-8")
            try:
                psql(dsn, script)
            finally:
                script.unlink()
        with psycopg.connect(dsn) as conn:
            (out.counts,) = conn.execute(_COUNTS).fetchall()

    def _dumped(self, dsn: str) -> dump.Dump:
        return dump.entries(dump.run(self.live.server.bin, dsn, exclude_schemas=()))

    def _run(self, status: int, *args: object) -> None:
        with self.cli.start(*args, **self.environment) as process:
            done = finished(process, SLOW)
        assert done.returncode == status, f"neodiff {args[0]}: status {done.returncode}\n{done.stderr}{done.stdout}"


def _same(got: dump.Dump, *wanted: dump.Dump) -> None:
    """Each object is as in one of `wanted`: what PostgreSQL printed once, it prints otherwise when made from that."""
    found = [{difference.key: difference for difference in dump.differences(got, want)} for want in wanted]
    unlike = [difference for key, difference in found[0].items() if all(key in others for others in found)]
    assert not unlike, "pg_dump: " + "\n".join(map(str, unlike[:20]))
    assert not dump.column_order(got, wanted[0]), f"other order of columns: {dump.column_order(got, wanted[0])}"


@contextmanager
def _timed(out: Outcome, step: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    out.seconds[step] = time.monotonic() - start


def psql(dsn: str, script: Path) -> None:
    """Runs the script as a person would. Raises AssertionError where it stops at an error."""
    args: list[Any] = [find(None).clients / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f", script]
    done = subprocess.run(args, capture_output=True, text=True, check=False, timeout=SLOW)
    assert done.returncode == 0, f"psql {script.name}: {done.stderr[-4000:]}"


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
        environment = {"NEODIFF_BIN": str(own)} if own else {}
        assert scratch.major
        yield Bench(stack.enter_context(Databases(live)), CommandLine(cache / "scratch"), environment)


def tried(major: int, chosen: list[Real], *, same: bool, keep: Path | None) -> list[Outcome]:
    """All of `chosen` with a live server of `major`."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="neodiff-real-") as made, bench(major, Path(made), same=same) as found:
        with psycopg.connect(found.live.server.dsn(), autocommit=True) as conn:
            roles.ensure(conn, [roles.Role(name) for real in chosen for name in real.roles])
        for real in chosen:
            out = Outcome(real.name, major)
            work = (keep or Path(made)) / f"{real.name}-{major}"
            work.mkdir(parents=True)
            try:
                found.steps(real, work, out)
            except (AssertionError, UserError, psycopg.Error, subprocess.SubprocessError) as error:
                out.failed = next((step for step in STEPS if step not in out.seconds), "")
                print(f"{major}: {real.name}: {out.failed}: {error}\n", file=sys.stderr, flush=True)
            print(line(out), flush=True)
            outcomes.append(out)
    return outcomes


def line(out: Outcome) -> str:
    """One row of the table."""
    counts = " ".join(f"{count:>{len(name)}}" for name, count in zip(COUNTED, out.counts, strict=False))
    counts = counts or " " * len(" ".join(COUNTED))
    steps = " ".join(f"{out.seconds[step]:>7.1f}" if step in out.seconds else f"{'-':>7}" for step in STEPS)
    return f"{out.name:<12} {out.major:>5} {counts} {steps}  {f'failed: {out.failed}' if out.failed else 'well'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--major", type=int, action="append", choices=MAJORS, help="only this one; may be repeated")
    parser.add_argument("--match", default="", help="only databases whose name this regular expression finds")
    parser.add_argument("--same", action="store_true", help="scratch is of the live server's major, not the newest")
    parser.add_argument("--keep", type=Path, help="a new folder for what neodiff writes, instead of a temporary one")
    options = parser.parse_args()
    chosen = [real for real in REAL if re.search(options.match, real.name)]
    if not chosen:
        parser.error(f"--match {options.match}: no such database; expected {', '.join(real.name for real in REAL)}")
    print(f"{'':<12} {'major':>5} {' '.join(COUNTED)} {' '.join(f'{step:>7}' for step in STEPS)}")
    outcomes: list[Outcome] = []
    try:
        for major in sorted(set(options.major or (15, 18))):
            outcomes += tried(major, chosen, same=options.same, keep=options.keep)
    except UserError as error:
        print(f"{error}", file=sys.stderr)
        return 2
    return 1 if any(out.failed for out in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
