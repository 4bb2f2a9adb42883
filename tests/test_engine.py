"""Engines: migra's plan is finished natively and proven the same way; `auto` turns to it only where the native plan fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from neodiff import engine
from neodiff.cli import cli
from neodiff.outcome import Plan
from neodiff.statement import Statement

ROOT = Path(__file__).parent.parent


def diff(monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("STAGING_DATABASE_URL", raising=False)
    result = CliRunner().invoke(cli, ["diff", "staging", "--format", "json", *args], standalone_mode=False)
    assert result.exception is None, result.output
    return result.return_value, result.stdout


def test_migra_with_the_native_residue_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    status, out = diff(monkeypatch, "--engine", "migra")
    assert status == 1
    assert '"engine": "migra"' in out
    assert '"verb": "migra"' in out


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A native planner whose plan runs, and leaves something out."""
    whole = engine._native

    def partial(plan: Plan, job: engine.Job, *, safely: bool) -> None:
        whole(plan, job, safely=safely)
        plan.forward = [statement for statement in plan.forward if not str(statement.sql).startswith("create policy")]

    monkeypatch.setattr(engine, "_native", partial)


def test_auto_turns_to_migra(monkeypatch: pytest.MonkeyPatch, broken: None) -> None:
    status, out = diff(monkeypatch)
    assert (status, '"engine": "migra"' in out, '"proven": true' in out) == (1, True, True)


def test_native_alone_is_refused_where_it_does_not_prove(monkeypatch: pytest.MonkeyPatch, broken: None) -> None:
    status, out = diff(monkeypatch, "--engine", "native")
    assert (status, '"engine": "native"' in out, '"proven": false' in out) == (3, True, True)
    assert "policy" in out


def test_where_both_fail_the_native_plan_and_its_reasons_are_shown(
    monkeypatch: pytest.MonkeyPatch, broken: None
) -> None:
    monkeypatch.setattr(engine, "_migra", lambda *_: [Statement("select 1/0")])
    status, out = diff(monkeypatch)
    assert (status, '"engine": "native"' in out, '"proven": false' in out) == (3, True, True)
    assert "division by zero" in out
