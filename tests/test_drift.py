"""neodiff drift: what changed behind neodiff's back, the SQL that takes it back, and YAML that adopts it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy_world import FIRST, Team, team

from neodiff.errors import PlanError, UserError
from neodiff.scratch.databases import Databases


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        found.generate("orders", "--at", "20260101000000")
        found.apply()
        yield found


def drift(shop: Team, *args: str) -> tuple[int, str, str]:
    command = ("drift", shop.dsn, *args)
    return shop.alone(*command)


def test_nothing_changed(shop: Team) -> None:
    assert drift(shop)[0] == 0
    assert "nothing changed since migration 20260101000000_orders" in drift(shop)[1]
    shop.do("insert into orders values (1, 'rows are no drift')")
    assert drift(shop)[0] == 0


def test_what_changed_is_told_the_way_it_went(shop: Team) -> None:
    """Also by names that need quotes, and whatever the schema folder declares by now."""
    shop.declare(FIRST.replace("state: text", "state: text, later: text"))
    shop.do(
        'alter table orders add column "Stray %" integer',
        "alter table orders alter column state set default 'x'",
        "create function stray() returns integer language sql as 'select 1'",
    )
    status, told, _ = drift(shop)
    assert status == 1
    for line in (
        "+ column Stray %",
        "+ function public.stray()",
        "default: (none) -> 'x'::text",
        'alter table public.orders drop column "Stray %";',
        "drop function public.stray();",
    ):
        assert line in told, told
    assert "later" not in told
    undo = drift(shop, "--format", "sql")[1]
    assert "to what migration 20260101000000_orders left" in " ".join(undo.replace("--", "").split())
    shop.do(undo.replace("\\set ON_ERROR_STOP on", ""))
    assert drift(shop)[0] == 0


def test_adopt(shop: Team) -> None:
    shop.do("alter table orders add column stray integer")
    assert drift(shop, "--adopt")[0] == 1
    assert "stray" in (shop.schema / "all.yaml").read_text()
    assert shop.alone("diff", shop.dsn)[0] == 0
    shop.declare(FIRST.replace("state: text", "state: text, later: text"))
    with pytest.raises(PlanError, match="declares more than migration 20260101000000_orders left in"):
        drift(shop, "--adopt")
    found = json.loads(drift(shop, "--format", "json")[1])
    assert (found["since"], found["undo"]["proven"]) == ("migration 20260101000000_orders", True)


def test_nobody_kept_anything(live: Databases, tmp_path: Path) -> None:
    with team(live, tmp_path) as found, pytest.raises(UserError, match="nobody kept what it should be"):
        found.alone("drift", found.dsn)
