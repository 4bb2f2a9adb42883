"""apply and rollback stopped at every point: the ledger tells where the database is, and it goes on or back from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from deploy_world import Team, many, team

from neodiff import ledger
from neodiff.deploy import run
from neodiff.scratch.databases import Databases


class Killed(BaseException):
    """Where the process would have ended."""


class Sword:
    """Ends the run at the n-th thing it does to the database: before it, or behind it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.left, self.behind = -1, False
        for owner, name in (
            (run.Run, "_execute"),
            (ledger, "unit"),
            (ledger, "begin"),
            (ledger, "begin_reverse"),
            (ledger, "end"),
        ):
            patch.setattr(owner, name, self._cut(getattr(owner, name)))

    def _cut(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def cut(*args: Any, **named: Any) -> Any:
            self.left -= 1
            conn = args[0] if isinstance(args[0], psycopg.Connection) else args[0].conn
            if self.left == 0 and not self.behind:
                conn.close()
                raise Killed
            out = do(*args, **named)
            if self.left == 0:
                conn.close()
                raise Killed
            return out

        return cut

    def kills(self, at: int, what: Callable[[], object], *, behind: bool) -> bool:
        self.left, self.behind = at, behind
        try:
            what()
        except Killed:
            return True
        finally:
            self.left = -1
        return False


@pytest.fixture
def sword(monkeypatch: pytest.MonkeyPatch) -> Sword:
    return Sword(monkeypatch)


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        many(found)
        yield found


def everything(shop: Team) -> tuple[Any, ...]:
    """Rows and schema, so that two states can be compared."""
    columns = (
        "select attname, atttypid::regtype, attnotnull from pg_attribute "
        "where attrelid = 'orders'::regclass and attnum > 0 and not attisdropped"
    )
    return (
        shop.ask("select * from orders order by 1"),
        sorted(shop.ask(columns)),
        shop.ask("select enumlabel from pg_enum order by enumsortorder"),
        shop.ask(
            "select indexrelid::regclass::text, indisvalid from pg_index where indrelid = 'orders'::regclass order by 1"
        ),
        shop.ask("select conname, convalidated from pg_constraint where conrelid = 'orders'::regclass order by 1"),
    )


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_stopped_anywhere_it_goes_on(shop: Team, sword: Sword, behind: bool) -> None:
    before = everything(shop)
    shop.apply()
    after = everything(shop)
    shop.rollback()
    assert everything(shop) == before
    at = 1 + behind  # every other point, and the others before it
    while sword.kills(at, shop.apply, behind=behind):
        shop.apply()
        assert (everything(shop), shop.entries()["many"].state) == (after, "applied")
        shop.rollback()
        assert everything(shop) == before
        at += 2
    assert at > 20
    assert everything(shop) == after
    at = 1 + behind  # every other point, and the others before it
    while sword.kills(at, shop.rollback, behind=behind):
        if shop.entries()["many"].state != "reverted":
            shop.rollback()
        assert everything(shop) == before
        shop.apply()
        assert everything(shop) == after
        at += 2
    assert at > 10


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_stopped_anywhere_it_goes_back(shop: Team, sword: Sword, behind: bool) -> None:
    before, at = everything(shop), 1 + behind
    while sword.kills(at, shop.apply, behind=behind):
        entry = shop.entries().get("many")
        if entry is not None and entry.state != "reverted":
            shop.rollback()
        assert everything(shop) == before
        at += 2
    assert at > 20
