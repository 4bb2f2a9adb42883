"""Branches that both added migrations, and migrations that become one: generate --rebase and --squash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy_world import FIRST, Team, team

from neodiff.errors import PlanError, UserError
from neodiff.scratch.databases import Databases

MINE = FIRST.replace("state: text", "state: text, mine: text")
THEIRS = FIRST.replace("state: text", "state: text, theirs: text")
BOTH = FIRST.replace("state: text", "state: text, theirs: text, mine: text")


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    """Orders are applied; two branches have added one migration each, and were merged."""
    with team(live, tmp_path) as found:
        found.generate("orders", "--at", "20260101000000")
        found.apply()
        found.declare(MINE)
        found.generate("mine", "--at", "20260103000000")
        aside = {path: path.read_text() for path in found.folder.rglob("*mine*")}
        for path in aside:
            path.unlink()
        found.declare(THEIRS)
        found.generate("theirs", "--at", "20260102000000")
        for path, text in aside.items():
            path.write_text(text)
        found.declare(BOTH)
        yield found


def files(shop: Team) -> list[str]:
    return sorted(path.name for path in shop.folder.rglob("*") if path.is_file() and "orders" not in path.name)


def test_rebase(shop: Team) -> None:
    with pytest.raises(PlanError, match="is not what the migration was planned from"):
        shop.apply()
    assert shop.entries()["theirs"].state == "applied"
    shop.rollback()
    status, _, told = shop.run("generate", "mine", shop.dsn, "--rebase", "--at", "20260104000000")
    assert (status, "replaced 20260103000000_mine" in told) == (1, True)
    names = ["20260102000000_theirs", "20260104000000_mine"]
    assert files(shop) == sorted(f"{name}{end}" for name in names for end in (".sql", ".sql", ".json"))
    assert shop.run("generate", "again", shop.dsn, "--rebase")[0] == 0
    assert shop.apply() == names
    assert shop.alone("diff", shop.dsn)[0] == 0


def test_rebase_before_anybody_has_run_one(shop: Team) -> None:
    shop.do("drop schema neodiff cascade")
    assert shop.run("generate", "mine", shop.dsn, "--rebase", "--at", "20260104000000")[0] == 1
    assert shop.apply() == ["20260102000000_theirs", "20260104000000_mine"]


def test_what_was_written_by_hand_is_no_plan(shop: Team) -> None:
    for path in shop.folder.rglob("*mine*"):
        path.unlink()
    (shop.folder / "20260103000000_hand.sql").write_text("alter table public.orders add column hand text;")
    with pytest.raises(UserError, match="nobody has proven it"):
        shop.run("generate", "all", shop.dsn, "--squash", "theirs")
    shop.run("prove", "hand", shop.dsn, "--allow", "irreversible")
    with pytest.raises(PlanError, match="20260103000000_hand was written by hand"):
        shop.run("generate", "all", shop.dsn, "--squash", "theirs")


def test_squash(shop: Team) -> None:
    shop.run("generate", "mine", shop.dsn, "--rebase", "--at", "20260104000000")
    shop.declare(BOTH.replace("theirs: text", "theirs: integer"))
    with pytest.raises(PlanError, match="declares something else than 20260104000000_mine leads to"):
        shop.run("generate", "all", shop.dsn, "--squash", "20260102000000")
    shop.declare(BOTH)
    assert shop.run("generate", "all", shop.dsn, "--squash", "20260102000000", "--at", "20260105000000")[0] == 1
    assert files(shop) == ["20260105000000_all.json", "20260105000000_all.sql", "20260105000000_all.sql"]
    with pytest.raises(UserError, match="--squash orders: not among the migrations that the database has yet to run"):
        shop.run("generate", "more", shop.dsn, "--squash", "orders")
    assert shop.apply() == ["20260105000000_all"]
