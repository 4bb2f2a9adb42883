"""The result goes to stdout, words for people to stderr, files whole; whatever these are and whoever runs it."""

from __future__ import annotations

import json
import os
import pty
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from case_runner import KEEPER
from command_line import NEODIFF, CommandLine, Done, owned

from neodiff.scratch import server
from neodiff.scratch.binaries import Account
from neodiff.scratch.databases import Databases

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("output") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@pytest.fixture(scope="module")
def url(live: Databases) -> Iterator[str]:
    """A live database with one table."""
    with live.fresh() as dsn:
        login = owned(live, dsn, KEEPER.name)
        with psycopg.connect(login, autocommit=True) as conn:
            conn.execute("create table public.old (id integer)")
        yield login


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A declaration of another."""
    folder = tmp_path_factory.mktemp("declared")
    (folder / "more.yaml").write_text("table: more\ncolumns: {id: integer}\n", encoding="utf-8")
    return folder


def piped(cli: CommandLine, line: str, *args: object) -> Done:
    """A line of bash with neodiff for `$N` and its further arguments for `$@`."""
    neodiff = " ".join(NEODIFF)
    command = ["bash", "-c", line.replace("$N", neodiff), "bash", *map(str, args)]
    return subprocess.run(command, env=cli.environment(), capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("form", ["text", "sql", "json", "markdown", "html"])
def test_a_reader_that_leaves(cli: CommandLine, url: str, schema: Path, form: str) -> None:
    line = f'$N diff "$@" --format {form} | true; echo ${{PIPESTATUS[0]}}'
    done = piped(cli, line, url, "--schema-dir", schema)
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_closed_streams(cli: CommandLine, url: str, schema: Path, tmp_path: Path) -> None:
    there = (url, "--schema-dir", schema, "--format", "json")
    done = piped(cli, '$N diff "$@" <&- | head -1', *there)
    assert done.stdout == "{\n"
    done = piped(cli, '$N diff "$@" 2>&-', *there)
    assert json.loads(done.stdout)
    assert done.returncode == 1
    done = piped(cli, '$N diff "$@" <&- >&- 2>&-', *there)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    done = piped(cli, '$N diff "$@" <&- >&- 2>&-', url, "--schema-dir", tmp_path / "no")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_stdout_has_the_result_only(cli: CommandLine, url: str, schema: Path) -> None:
    done = cli.run("diff", url, "--schema-dir", schema, "--format", "json")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["kept"]) == 1
    assert done.stderr == "kept, not declared: 1\n  table public.old\n"
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(("settings", "colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_only_where_it_is_wanted(
    cli: CommandLine, url: str, schema: Path, settings: dict[str, str], colour: bool
) -> None:
    ours, theirs = pty.openpty()
    environment = cli.environment(TERM="xterm") | settings
    process = subprocess.Popen(
        [*NEODIFF, "diff", url, "--schema-dir", str(schema)], env=environment, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    shown = b""
    # the end of a terminal is an error
    with suppress(OSError):
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert process.communicate() == (None, b"kept, not declared: 1\n  table public.old\n")
    assert (b"\x1b[" in shown) == colour
    assert b"public.more" in shown


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_names_that_the_locale_lacks(cli: CommandLine, url: str, tmp_path: Path, locale: dict[str, str]) -> None:
    (tmp_path / "a.yaml").write_text('table: Größe\ncolumns: {"→": text}\n', encoding="utf-8")
    done = cli.run("diff", url, "--schema-dir", tmp_path, "--out", tmp_path / "out", **locale)
    assert done.returncode == 1, done.stderr
    assert 'create table public."Größe"' in done.stdout or "create table public.größe" in done.stdout.lower()
    assert "Größe" in (tmp_path / "out" / "forward.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["a file", "beside a file", "no folder"])
def test_files_that_cannot_be_written(cli: CommandLine, url: str, schema: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("as it was")
    out = {"a file": tmp_path / "file", "beside a file": tmp_path / "file" / "out", "no folder": Path("/proc/none")}[
        place
    ]
    done = cli.run("diff", url, "--schema-dir", schema, "--out", out)
    assert done.returncode == 2
    assert done.stdout == ""
    assert str(out) in done.stderr
    assert "Traceback" not in done.stderr
    done = cli.run("render", "--schema-dir", schema, "--out", out / "x.sql")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"neodiff: cannot write {out / 'x.sql'}: ")
    assert (tmp_path / "file").read_text() == "as it was"


# -- who runs it


@pytest.fixture
def nobody() -> int:
    """The number of a user without rights and home, who can run this Python."""
    try:
        found = pwd.getpwnam("nobody")
    except KeyError:
        pytest.skip("there is no user nobody")
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    account = Account("nobody", found.pw_uid, found.pw_gid, switch=True)
    needed = [sys.executable, sys.base_prefix, sys.prefix, server.__file__, __file__]
    if not all(account.can_reach(Path(path)) for path in needed):
        pytest.skip("this Python is closed to user nobody")
    return found.pw_uid


def as_nobody(uid: int, *args: object, **env: str) -> Done:
    return subprocess.run(
        [*NEODIFF, *map(str, args)],
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"} | env,
        user=uid,
        group=uid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("home", [{}, {"HOME": "/nonexistent"}, {"HOME": "/proc"}], ids=["none", "gone", "closed"])
def test_a_user_without_a_home_is_told_of_the_cache(nobody: int, home: dict[str, str]) -> None:
    done = as_nobody(nobody, "scratch", "status", **home)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "NEODIFF_CACHE" in done.stderr


def test_a_user_without_a_home_has_a_cache_elsewhere(nobody: int) -> None:
    place = Path(tempfile.mkdtemp())
    os.chown(place, nobody, -1)
    env = {"HOME": "/nonexistent", "NEODIFF_CACHE": str(place / "cache")}
    try:
        done = as_nobody(nobody, "diff", ROOT / "snapshots" / "staging", "--schema-dir", ROOT / "schema", **env)
        assert done.returncode == 1, done.stderr
    finally:
        as_nobody(nobody, "scratch", "clean", **env)
        shutil.rmtree(place)
