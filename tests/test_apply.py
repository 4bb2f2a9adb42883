"""neodiff apply and rollback: there and back, what is refused before the first statement, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy_world import FIRST, Team, many, team

from neodiff.errors import PlanError
from neodiff.scratch.databases import Databases

AT = ("--at", "20260101000000")
ROWS = "rows:\n  - {id: 1, state: open}\n"


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        yield found


def test_there_and_back(shop: Team) -> None:
    shop.declare(FIRST + ROWS)
    shop.generate("orders", *AT)
    assert shop.apply() == ["20260101000000_orders"]
    assert shop.ask("select id, state from orders") == [(1, "open")]
    entry = shop.entries()["orders"]
    assert (entry.state, entry.done, entry.units, entry.verified_at is not None) == ("applied", 1, 1, True)
    assert shop.apply() == []
    assert shop.rollback() == ["20260101000000_orders"]
    assert shop.ask("select to_regclass('orders')") == [(None,)]
    assert shop.state("orders") == ("reverted", 1)
    assert shop.rollback() == []
    assert shop.apply() == ["20260101000000_orders"]


def test_what_was_written_since_is_no_loss(shop: Team) -> None:
    shop.declare(FIRST + ROWS)
    shop.generate("orders", *AT)
    shop.apply()
    shop.do("insert into orders values (2, 'paid')")
    with pytest.raises(PlanError, match=r"table public.orders has 2 rows, not the 1 that came with it"):
        shop.rollback()
    assert shop.state("orders") == ("applied", 1)
    shop.rollback("--allow", "lose-values")
    found = shop.ask("select table_name from information_schema.tables where table_schema = 'neodiff_archive'")
    assert shop.ask(f'select id from neodiff_archive."{found[0][0]}" order by 1') == [(1,), (2,)]


def test_drift_is_refused_with_the_difference(shop: Team) -> None:
    shop.generate("orders", *AT)
    shop.apply()
    shop.declare(FIRST.replace("state: text", "state: text, note: text"))
    shop.generate("note")
    shop.do("alter table orders add column stray integer")
    with pytest.raises(PlanError, match=r"column public.orders.stray is still there"):
        shop.apply()
    assert "note" not in shop.entries()
    shop.do("alter table orders drop column stray")
    assert len(shop.apply()) == 1


def test_the_ways_back_from_between_units(shop: Team) -> None:
    """Units that are committed one by one: whoever is stopped between them goes on, or back by its own file."""
    many(shop)
    names = sorted(path.name for path in (shop.folder / "reverse").glob("*_after_*.sql"))
    assert names == [f"20260102000000_many_after_{done}.sql" for done in range(1, len(names) + 1)]
    assert len(names) >= 3
