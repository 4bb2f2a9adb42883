"""neodiff prove: what somebody wrote or edited is run there and back, and only then has a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy_world import Team, many, team

from neodiff.errors import PlanError, UserError
from neodiff.scratch.databases import Databases

THERE = """\
begin;
alter table public.orders add column remark text;
update public.orders set remark = 'old';
commit;
create index concurrently by_remark on public.orders (remark);
"""
BACK = "drop index public.by_remark;\nalter table public.orders drop column remark;\n"
NAME = "20260103000000_by_hand"


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        many(found)
        yield found


def write(shop: Team, there: str = THERE, back: str | None = BACK) -> None:
    (shop.folder / f"{NAME}.sql").write_text(there)
    if back is not None:
        (shop.folder / "reverse" / f"{NAME}.sql").write_text(back)


def test_by_hand_there_and_back(shop: Team) -> None:
    """On top of what is pending; then it is applied, stopped, and taken back like any other."""
    write(shop)
    assert shop.run("prove", NAME, shop.dsn)[0] == 0
    found = json.loads((shop.folder / "reverse" / f"{NAME}.json").read_text())
    before = json.loads((shop.folder / "reverse/20260102000000_many.json").read_text())
    assert (found["from"], found["engine"], len(found["between"])) == (before["to"], "by hand", 1)
    assert found["made"] == [{"schema": "public", "table": "orders", "column": "remark"}]
    rows = shop.ask("select * from orders order by 1")
    assert shop.apply() == ["20260102000000_many", NAME]
    assert shop.ask("select distinct remark from orders") == [("old",)]
    assert shop.rollback("--to", "orders") == [NAME, "20260102000000_many"]
    assert shop.ask("select * from orders order by 1") == rows


def test_an_edited_one_is_proven_anew(shop: Team) -> None:
    file = shop.folder / "20260102000000_many.sql"
    file.write_text(file.read_text().replace("length(state) < 20", "length(state) < 21"))
    with pytest.raises(PlanError, match="not what was proven"):
        shop.apply()
    assert shop.run("prove", "many", shop.dsn)[0] == 0
    assert shop.apply() == ["20260102000000_many"]


@pytest.mark.parametrize(
    ("there", "back", "said"),
    [
        (THERE, "drop index public.by_remark;", "column public.orders.remark is still there"),
        ("update public.orders set state = 'lost';", "select 1;", "rows: "),
        ("drop table public.orders;", None, "drop-table: all rows of public.orders are lost"),
        ("alter table public.orders add column remark text;", None, "irreversible: there is no file in reverse/"),
    ],
)
def test_what_does_not_hold_is_refused(shop: Team, there: str, back: str | None, said: str) -> None:
    write(shop, there, back)
    with pytest.raises(PlanError, match=said):
        shop.run("prove", NAME, shop.dsn)
    assert not (shop.folder / "reverse" / f"{NAME}.json").exists()


def test_mistakes_are_told_at_their_line(shop: Team) -> None:
    write(shop, "select 1;\nalter table public.orders add column state text;\n", None)
    with pytest.raises(UserError, match=rf'{NAME}.sql:2: PostgreSQL says: column "state" of relation'):
        shop.run("prove", NAME, shop.dsn)
    with pytest.raises(UserError, match=r"has run 20260101000000_orders\.sql already"):
        shop.run("prove", "orders", shop.dsn)
    with pytest.raises(UserError, match="no migration 'nothing'; the last one there is"):
        shop.run("prove", "nothing", shop.dsn)


def test_allowed_by_name_it_has_no_way_back(shop: Team) -> None:
    write(shop, "alter table public.orders add column remark text;", None)
    shop.run("prove", NAME, shop.dsn, "--allow", "irreversible")
    shop.apply()
    with pytest.raises(PlanError, match=f"{NAME}: it has no way back"):
        shop.rollback()
