"""snapshots/staging is what `neodiff snapshot` and `neodiff diff` would write today: a pull request shows generated SQL as a diff."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from neodiff.cli import cli

ROOT = Path(__file__).parent.parent
STAGING = ROOT / "snapshots" / "staging"


def _timeless(text: str) -> str:
    """Without the minor version of the server that the proof ran on."""
    return re.sub(r"PostgreSQL 18\.\d+", "PostgreSQL 18", text)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staging")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.delenv("STAGING_DATABASE_URL", raising=False)
        result = CliRunner().invoke(cli, ["snapshot", "staging", "--out", str(folder)], standalone_mode=False)
    assert result.exception is None, result.output
    return folder


@pytest.mark.parametrize("name", ["snapshot.sql", "manifest.json", "forward.sql", "reverse.sql", "review.md"])
def test_snapshot_is_not_stale(written: Path, name: str) -> None:
    assert _timeless((written / name).read_text()) == _timeless((STAGING / name).read_text()), (
        f"snapshots/staging/{name} is stale: run `neodiff snapshot staging` and commit it"
    )


def test_what_staging_gets_is_proven_and_refuses_nothing(written: Path) -> None:
    forward = (written / "forward.sql").read_text()
    assert "NOT PROVEN" not in forward
    assert "REFUSED" not in forward
