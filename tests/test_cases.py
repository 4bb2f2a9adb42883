"""Every folder of tests/cases: planned, proven, run there and back on a live database, and its SQL as golden files."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from case_runner import CASES, GOLDENS, INPUTS, Expected, Runner, folders, goldens

from neodiff.errors import PlanError, UserError
from neodiff.kinds import CLUSTER, ROOMS

NAMES = folders()
# What is the whole server's cannot have a database of its own for each case: test_roles.py goes there and back with it.
KINDS = [room.KIND for room in ROOMS if room not in CLUSTER]


def _on_old(name: str) -> bool:
    """A sample that stays the same when cases are added, of those that PostgreSQL 15 can run."""
    expected = Expected.read(CASES / name)
    return expected.expect == "proven" and expected.runs_on(15) and zlib.crc32(name.encode()) % 7 == 0


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, runner: Runner, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder, expected = CASES / name, Expected.read(CASES / name)
    if expected.expect in ("fails", "stopped"):
        _fails(folder, expected, runner, tmp_path)
        return
    plan = runner.run(folder, tmp_path)
    for file, text in goldens(plan).items():
        path = folder / file
        if request.config.option.update and (not path.exists() or path.read_text() != text):
            path.write_text(text)
        assert path.exists(), f"{file} is missing: run pytest with --update, and read it"
        assert text == path.read_text(), f"{file} differs: if that is meant, run pytest with --update"


def _fails(folder: Path, expected: Expected, runner: Runner, work: Path) -> None:
    errors = (PlanError, UserError) if expected.expect == "stopped" else Exception
    with pytest.raises(errors) as caught:
        runner.run(folder, work)
    assert expected.says in str(caught.value)


@pytest.mark.parametrize("name", [name for name in NAMES if _on_old(name)])
def test_case_on_15(name: str, old_runner: Runner, tmp_path: Path) -> None:
    """Older catalogs lack what 16 to 18 added; goldens are the newest server's."""
    old_runner.run(CASES / name, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_folder_is_whole(name: str) -> None:
    folder = CASES / name
    assert any((folder / file).exists() for file in INPUTS), "goldens without a declaration: an orphan"
    extra = {path.name for path in folder.iterdir()} - {*INPUTS, *GOLDENS, "rows.sql", "case.yaml"}
    assert not extra, f"files that mean nothing: {sorted(extra)}"
    assert name.split("/")[0] in KINDS, "a folder of no kind"
    planned = Expected.read(folder).expect in ("proven", "refused")
    assert planned or not any((folder / file).exists() for file in GOLDENS), "goldens of a case that has no plan"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_cases(kind: str) -> None:
    verbs = {name.split("/")[1].split("_")[0] for name in NAMES if name.startswith(f"{kind}/")}
    assert verbs >= {"create", "change", "drop"}
