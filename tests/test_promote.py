"""Environments in their order: what production takes, when, and who must say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from deploy_world import FIRST, Team, team

from neodiff.deploy.gates import Rules, Said, check, window
from neodiff.errors import PlanError, UserError
from neodiff.problems import DeclarationError
from neodiff.scratch.databases import Databases

SETTINGS = """\
platform: none
environments:
  staging: {url: $STAGING_URL}
  production: {url: $PRODUCTION_URL, after: staging, soak: 1h, protected: true, four_eyes: true}
"""
SURE = ("--yes", "--confirm", "production", "--approved-by", "Ada")


@pytest.fixture
def teams(live: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Team, Team]]:
    """Staging and production, with one migration that neither has."""
    with ExitStack() as stack:
        staging = stack.enter_context(team(live, tmp_path))
        production = replace(staging, dsn=stack.enter_context(live.fresh()))
        monkeypatch.setenv("STAGING_URL", staging.dsn)
        monkeypatch.setenv("PRODUCTION_URL", production.dsn)
        staging.declare(FIRST, SETTINGS)
        staging.generate("orders", "--at", "20260101000000")
        yield staging, production


def test_production_takes_what_staging_has_had(teams: tuple[Team, Team]) -> None:
    staging, production = teams
    with pytest.raises(PlanError, match="20260101000000_orders: staging has not had it"):
        staging.run("apply", "production", *SURE)
    assert staging.run("promote", "production", *SURE)[:2] == (1, "")
    staging.run("apply", "staging", "--yes")
    with pytest.raises(PlanError, match="nobody has validated it there: `neodiff validate staging`"):
        staging.run("apply", "production", *SURE)
    assert staging.run("validate", "staging", "--note", "looked at it")[1] == "20260101000000_orders\n"
    assert staging.run("validate", "staging")[1] == ""
    with pytest.raises(PlanError, match=r"staging has had it for too short a time: 1\.0 h are left"):
        staging.run("apply", "production", *SURE)
    assert staging.run("promote", "production", *SURE, "--override", "a hole")[:2] == (0, "20260101000000_orders\n")
    said = [what for (what,) in production.ask("select what from neodiff.event order by id")]
    assert said[:3] == ["apply", "approved by Ada", "in spite of windows and soak times: a hole"]
    staging.run("rollback", "staging", "--yes")
    assert staging.run("rollback", "production", *SURE)[1] == "20260101000000_orders\n"


def test_what_staging_had_must_be_the_same(teams: tuple[Team, Team]) -> None:
    staging, production = teams
    staging.run("apply", "staging", "--yes")
    staging.run("validate", "staging")
    staging.do("update neodiff.migration set finished_at = now() - interval '2 hours', files = '{\"a.sql\": \"b\"}'")
    with pytest.raises(PlanError, match="staging has had other files of that name"):
        staging.run("apply", "production", *SURE)
    assert production.ask("select to_regclass('orders')") == [(None,)]


def test_validated_is_only_what_stands_there(teams: tuple[Team, Team]) -> None:
    staging, _ = teams
    staging.run("apply", "staging", "--yes")
    staging.do("alter table orders add column stray integer")
    with pytest.raises(PlanError, match=r"column public.orders.stray is still there"):
        staging.run("validate", "staging")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "type its name, or say --confirm production"),
        (("--confirm", "staging", "--approved-by", "Ada"), "type its name"),
        (("--confirm", "production"), "it takes two people"),
    ],
)
def test_who_must_say_so(teams: tuple[Team, Team], given: tuple[str, ...], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        teams[0].run("apply", "production", "--yes", *given)


def test_nobody_can_be_asked(teams: tuple[Team, Team]) -> None:
    with pytest.raises(click.UsageError, match="stdin is no terminal: say --yes"):
        teams[0].run("apply", "staging")


@pytest.mark.parametrize(
    ("text", "at", "is_open"),
    [
        ("Sat 02:00-04:00", "2026-01-03 03:59", True),
        ("Sat 02:00-04:00", "2026-01-03 04:00", False),
        ("Sat 02:00-04:00", "2026-01-04 03:00", False),
        ("02:00-04:00 Europe/Berlin", "2026-01-05 01:30", True),
        ("02:00-04:00 Europe/Berlin", "2026-07-05 01:30", True),
        ("02:00-04:00 Europe/Berlin", "2026-07-05 02:30", False),
        ("Fri 22:00-02:00", "2026-01-03 01:59", True),
        ("Fri 22:00-02:00", "2026-01-02 01:59", False),
        ("Fri-Mon 00:00-24:00", "2026-01-05 23:59", True),
        ("Fri-Mon 00:00-24:00", "2026-01-06 00:00", False),
    ],
)
def test_windows(text: str, at: str, is_open: bool) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert window(text).open(now) is is_open
    rules = Rules("production", windows=(window(text),))
    if not is_open:
        with pytest.raises(PlanError, match="outside its windows"):
            check(rules, Said(), now)
    check(rules, Said(override="now"), now)
    check(rules, Said(), now, back=True)


def test_environments_that_contradict_each_other(live: Databases, tmp_path: Path) -> None:
    with team(live, tmp_path) as found:
        found.declare(
            FIRST,
            "environments:\n"
            "  a: {url: $A, after: b}\n  b: {url: $B, after: a}\n  c: {url: $C, after: d, soak: 3 weeks}\n"
            "  e: {url: $E, url_command: x, soak: 1h, window: Sun 25:00-26:00}\n",
        )
        with pytest.raises(DeclarationError) as refused:
            found.run("status", "a")
        told = str(refused.value)
        for line in (
            "neodiff.yaml:2:23: neodiff.yaml: environments: a: after: comes after itself",
            "neodiff.yaml:4:23: neodiff.yaml: environments: c: after: no environment 'd'",
        ):
            assert line in told
        assert "soak: expected text like 30min, 24h or 3d, got '3 weeks'" in told
        assert "window: expected text like Sat 02:00-04:00 Europe/Berlin, got 'Sun 25:00-26:00'" in told
        assert "url and url_command: expected one of them" in told


def test_a_url_from_a_secret_store(live: Databases, tmp_path: Path) -> None:
    with team(live, tmp_path) as found:
        (tmp_path / "url").write_text(found.dsn + "\n")
        settings = "environments: {live: {url_command: cat %s}}\n"
        found.declare(FIRST, settings % (tmp_path / "url"))
        assert found.run("status", "live")[0] == 0
        found.declare(FIRST, settings % "/nowhere")
        with pytest.raises(UserError, match="url_command ended with status 1; expected the URL as its one line: cat"):
            found.run("status", "live")


def test_no_migration_without_a_verified_backup(
    live: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with team(live, tmp_path) as found:
        monkeypatch.setenv("LIVE", found.dsn)
        found.declare(
            FIRST, f"environments:\n  live: {{url: $LIVE, backup: {{folder: {tmp_path}/backups, max_age: 2h}}}}\n"
        )
        found.generate("orders", "--at", "20260101000000")
        with pytest.raises(PlanError, match="at most 2 h old, is demanded: there is none"):
            found.run("apply", "live", "--yes")
        with pytest.raises(PlanError, match="at most 24 h old, is demanded: there is none"):
            found.run("apply", found.dsn, "--yes", "--backup", str(tmp_path / "backups"))
        assert found.alone("backup", "live", "--out", str(tmp_path / "backups" / "first"))[0] == 0
        assert found.run("apply", "live", "--yes")[1] == "20260101000000_orders\n"
