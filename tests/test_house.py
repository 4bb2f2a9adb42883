"""The rules of the house, held by a test each: style, layers, sizes, and that the two READMEs say what is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
import pytest

from neodiff import errors
from neodiff.cli import cli
from neodiff.declare import documents
from neodiff.declare.load import load
from neodiff.kinds import ROOM, ROOMS
from neodiff.options import HAZARDS
from neodiff.platforms import platform_named
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides
from neodiff.sql import KEYWORDS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "neodiff"
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = (PACKAGE / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent

FILE_LIMIT, FUNCTION_LIMIT = 400, 60
# Files that are longer, and how long they may be. Only ever shortened.
LONG_FILES = {
    "tests/test_declare.py": 575,
    "tests/test_dump.py": 620,
    "tests/test_migra.py": 470,
    "tests/test_review.py": 440,
}
# What several rooms share; no rooms themselves.
SHARED = set(
    """__init__ base constraint casts family foreign_child foreign_options identity index_parts inherited opclass_parts
    routine""".split()
)
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "misc", "manager", "handler"}
# Somebody's home, a mount, a scratch folder: true on one machine only.
A_MACHINES_PATH = re.compile(r"(?<![\w.$}/~-])/(?:home|Users|root|work|workspace|mnt|media|tmp)/[\w.]+")
LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def files(*suffixes: str) -> list[Path]:
    """Everything that is, or would be, committed."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = [ROOT / name for name in told.stdout.decode().split("\0") if name]
    return [path for path in found if path.is_file() and (not suffixes or path.suffix in suffixes)]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# -- programs that judge


@pytest.mark.parametrize("program", ["ruff check", "ruff format --check", "mypy", "lint-imports"])
def test_agrees(program: str) -> None:
    name, *arguments = program.split()
    done = subprocess.run([BIN / name, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{program}\n{done.stdout[-6000:]}{done.stderr[-2000:]}"


def test_every_module_is_in_a_layer() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = set(re.findall(r"neodiff(?:\.\w+)+", settings.split("layers = [")[1].split("]")[0]))
    for path in PACKAGE.rglob("*.py"):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        if parts[-1] != "__init__":
            prefixes = {".".join(parts[:depth]) for depth in range(2, len(parts) + 1)}
            assert prefixes & listed, f"{relative(path)} is in no layer of pyproject.toml"


# -- code


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=relative)
def test_module(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module says what it holds and what it must not know"
    assert path.stem not in SAYS_NOTHING, "a name that says what is in it"


def test_comparison_names_no_kind() -> None:
    tree = ast.parse((PACKAGE / "plan" / "diff.py").read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    words |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    words |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not words & set(ROOM)


def test_files_are_short() -> None:
    for path in files(".py"):
        lines = path.read_text(encoding="utf-8").count("\n")
        allowed = LONG_FILES.get(relative(path), FILE_LIMIT)
        assert lines <= allowed, f"{relative(path)} has {lines} lines, expected at most {allowed}: split it"
        assert lines > FILE_LIMIT or relative(path) not in LONG_FILES, (
            f"{relative(path)} is short now: take it off the list"
        )
    assert all((ROOT / name).exists() for name in LONG_FILES)


def test_functions_fit_a_screen() -> None:
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                assert lines <= FUNCTION_LIMIT, f"{relative(path)}:{node.lineno}: {node.name} has {lines} lines"


def test_every_room_is_registered() -> None:
    names = {path.stem for path in (PACKAGE / "kinds").glob("*.py")} - SHARED
    assert names == {room.__name__.rsplit(".", 1)[1] for room in ROOMS}
    assert all(room.__name__.rsplit(".", 1)[1] == room.KIND for room in ROOMS)


def test_keywords_are_the_servers(scratch: Databases) -> None:
    with psycopg.connect(scratch.server.dsn()) as conn:
        rows = conn.execute("select word from pg_get_keywords() where catcode <> 'U'").fetchall()
    assert {word for (word,) in rows} == KEYWORDS


# -- all files


def test_nothing_is_true_on_one_machine_only() -> None:
    for path in files():
        if path.suffix in (".png", ".ico") or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{relative(path)}:{number}: {line.strip()}"
            assert not A_MACHINES_PATH.search(line) or _scratch_path(path), where
            assert not LEFT_OVER.search(line), where


def _scratch_path(path: Path) -> bool:
    """The scratch server must put a socket somewhere with a short name, and tests look there."""
    return relative(path).startswith(("neodiff/scratch/", "tests/test_scratch"))


# -- the READMEs


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", command.commands[inner]) for inner in command.commands)


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_command_is_documented(name: str, command: click.Command) -> None:
    assert command.help
    assert f"neodiff {name}" in README
    for option in command.params:
        for spelled in option.opts:
            assert not spelled.startswith("--") or f"`{spelled}" in README, f"{spelled} is not in README.md"


@pytest.mark.parametrize("name", [*HAZARDS, "all"])
def test_hazard_is_documented(name: str) -> None:
    assert f"`{name}`" in README


def test_exit_statuses_are_documented() -> None:
    for name, status in vars(errors).items():
        if name.startswith("EXIT_"):
            assert re.search(rf"^\| {status} \|", README, re.MULTILINE), f"{name} = {status}"


def test_variables_are_documented() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    for name in sorted(set(re.findall(r"NEODIFF_[A-Z_]+", code))):
        assert f"`{name}`" in README, name


def test_settings_are_documented() -> None:
    for key in documents.settings().fields:
        assert re.search(rf"^{key}:", README, re.MULTILINE), f"{key} of neodiff.yaml"


def test_the_map_names_every_room_and_folder() -> None:
    for room in ROOMS:
        assert re.search(rf"\b{room.KIND}\b", MAP), room.KIND
    for path in PACKAGE.iterdir():
        if path.is_dir() and path.name != "__pycache__":
            assert f"`{path.name}/`" in MAP, path.name
        elif path.suffix == ".py" and path.name not in ("__init__.py", "__main__.py"):
            assert f"`{path.name}`" in MAP, path.name


def test_ci_runs_what_the_readme_says() -> None:
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().splitlines()[-1]
    assert command in README


def yaml_of_readme() -> tuple[str, str]:
    """(neodiff.yaml, all documents) of the README's YAML."""
    blocks = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    settings = [block for block in blocks if block.startswith("platform:")]
    assert len(settings) == 1
    return settings[0], "---\n".join(block for block in blocks if not block.startswith("platform:"))


def test_yaml_of_the_readme_is_valid(scratch: Databases, tmp_path: Path) -> None:
    settings, text = yaml_of_readme()
    (tmp_path / "neodiff.yaml").write_text(settings, encoding="utf-8")
    (tmp_path / "all.yaml").write_text(text, encoding="utf-8")
    declaration = load(tmp_path, sql=True)
    for kind in documents.KINDS:
        assert re.search(rf"^{kind}:", text, re.MULTILINE), f"no example of {kind}"
    with Sides(scratch.server, scratch, platform_named(declaration.platform), lambda _: None) as sides:
        target = sides.target(declaration, scratch.server.major)
    tables = {fact_id.root for fact_id in declaration.facts if fact_id.root.kind == "table"}
    assert {table for table in tables if table.schema not in ("auth", "storage")} <= set(target.facts)


def test_help_fits_a_terminal() -> None:
    with click.Context(cli, info_name="neodiff", max_content_width=80, terminal_width=80) as context:
        assert [line for line in cli.get_help(context).splitlines() if len(line) > 80] == []
