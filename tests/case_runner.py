"""One case: two declarations, planned there and back, proven, then run on a live database. Knows no kind of object."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import psycopg
import yaml

from neodiff.compare import compare
from neodiff.declare.facts import roles_of
from neodiff.declare.load import Declaration, load
from neodiff.declare.render import render
from neodiff.outcome import Options, Plan
from neodiff.platforms import platform_named
from neodiff.scratch import load as loading
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides
from neodiff.source import Source, opened
from neodiff.sql import ident
from neodiff.statement import Statement
from neodiff.units import units

CASES: Final = Path(__file__).parent / "cases"
INPUTS: Final = ("before.yaml", "after.yaml", "both.yaml")
GOLDENS: Final = ("forward.sql", "reverse.sql")
# Who owns the live databases: no superuser, as nobody is on a hosted platform, but a member of every other role.
KEEPER: Final = roles.Role("keeper", member_of=("boss", "reader", "writer"))
OWNERS: Final = {"supabase": "postgres"}


@dataclass(frozen=True)
class Expected:
    """case.yaml: what is expected of the case, and how it is run.

    expect:   proven; refused (what `refused` lists, and no more); stopped (neodiff says `says` instead of a plan); or
              fails: neodiff has a bug, `reason` tells which, `says` is in the error, and once it is gone the case fails
    settings: the case's neodiff.yaml
    keeps:    queries that must give the same before, after forward and after reverse
    gives:    query -> its only value after forward
    """

    expect: str = "proven"
    reason: str = ""
    says: str = ""
    prune: bool = True
    allow: Sequence[str] = ("all",)
    refused: Sequence[str] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    keeps: Sequence[str] = ()
    gives: dict[str, Any] = field(default_factory=dict)
    since: int = 14

    @classmethod
    def read(cls, folder: Path) -> Expected:
        """Raises AssertionError for a key that means nothing."""
        path = folder / "case.yaml"
        found = yaml.safe_load(path.read_text()) if path.exists() else {}
        unknown = set(found) - {each.name for each in fields(cls)}
        assert not unknown, f"{path}: unknown {sorted(unknown)}"
        out = cls(**found)
        assert out.expect in ("proven", "refused", "stopped", "fails"), f"{path}: expect: {out.expect}"
        assert out.expect != "fails" or (out.reason and out.says), f"{path}: a case that fails says why, and with what"
        return out


def folders() -> list[str]:
    """The names of all cases: kind/verb_what."""
    return sorted(str(path.relative_to(CASES)) for path in CASES.glob("*/*") if path.is_dir())


@dataclass(frozen=True)
class Runner:
    """Runs cases: `scratch` judges, `live` (another server) has the databases that are migrated."""

    scratch: Databases
    live: Databases

    def run(self, folder: Path, work: Path) -> Plan:
        """Everything but the goldens. Raises AssertionError, or what neodiff raises."""
        expected = Expected.read(folder)
        before, after = (load(_directory(folder, work, side, expected)) for side in ("before", "after"))
        with (
            Sides(self.scratch.server, self.scratch, platform_named(after.platform), lambda _: None) as sides,
            self.database(before, roles_of(iter(after.facts.values()))) as url,
        ):
            if (rows := folder / "rows.sql").exists():
                self._execute(url, rows.read_text())
            kept = self._ask(url, expected.keeps)
            plan, start = planned(after, url, sides, expected)
            _check(plan, expected)
            self._migrate(url, plan.forward)
            if not plan.refused:
                _nothing_left(planned(after, url, sides, expected)[0], "after forward")
            assert self._ask(url, expected.keeps) == kept, "rows differ after forward"
            assert self._ask(url, expected.gives) == {query: [(value,)] for query, value in expected.gives.items()}
            self._migrate(url, plan.reverse)
            back, end = planned(before, url, sides, expected)
            _nothing_left(back, "after reverse")
            assert end == start, "reverse does not restore every fact"
            assert self._ask(url, expected.keeps) == kept, "rows differ after reverse"
        return plan

    @contextmanager
    def database(self, declaration: Declaration, named: set[str]) -> Iterator[str]:
        """The URL of a live database that its owner made as declared; `named` are more roles that exist."""
        platform, owner = platform_named(declaration.platform), OWNERS.get(declaration.platform, KEEPER.name)
        with self.live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
            name = conn.info.dbname
            known = {KEEPER.name, *KEEPER.member_of, *(role.name for role in platform.roles)}
            wanted = (roles_of(iter(declaration.facts.values())) | named) - known
            roles.ensure(conn, [*platform.roles, *(roles.Role(each) for each in wanted)])
            conn.execute(f"alter role {owner} login; alter database {ident(name)} owner to {owner}")
            if text := platform.script():
                loading.script(conn, text, "the platform")
            made = render(declaration)
            for each in filter(_is_platforms, made):
                conn.execute(each.sql.encode())
            conn.execute(f"set session authorization {owner}")
            loading.statements(conn, [each for each in made if not _is_platforms(each)], declaration.search_path)
            conn.close()
            yield self.live.server.url(name).replace(f"//{self.live.server.user}@", f"//{owner}@")

    def _migrate(self, url: str, run: Sequence[Statement]) -> None:
        """As the scripts do: unit by unit, by the database's owner; extensions by who may make them."""
        with psycopg.connect(url, autocommit=True) as conn:
            pending: list[Statement] = []
            for each in [*run, None]:
                if each is not None and not _is_platforms(each):
                    pending.append(each)
                    continue
                loading.units(conn, units(pending))
                pending = []
                if each is not None:
                    self._execute(self.live.server.dsn(conn.info.dbname), each.sql)

    def _execute(self, url: str, sql: str) -> None:
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute(sql.encode())

    def _ask(self, url: str, queries: Sequence[str] | dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
        with psycopg.connect(url, autocommit=True) as conn:
            return {query: conn.execute(query.encode()).fetchall() for query in queries}


# By the native planner alone: a plan of migra's would hide what it cannot do.
def planned(declaration: Declaration, url: str, sides: Sides, expected: Expected) -> tuple[Plan, str]:
    """The plan, and the fingerprint of the live database's facts."""
    with opened(Source("live", url=url), sides) as database:
        options = Options(expected.prune, expected.allow, engine="native")
        return compare(declaration, database, sides, options), database.live.facts.fingerprint()


def _check(plan: Plan, expected: Expected) -> None:
    assert plan.empty or plan.proof is not None
    reasons = "\n".join(plan.proof.reasons()) if plan.proof else ""
    assert plan.proven, f"not proven\n{reasons}\n\n{script(plan.forward)}"
    wanted = expected.refused if expected.expect == "refused" else ()
    assert sorted(f"{item.hazard.name}: {item.id}" for item in plan.refused) == sorted(wanted)


def _nothing_left(plan: Plan, when: str) -> None:
    left = ", ".join(str(delta.id) for delta in plan.deltas)
    assert plan.empty, f"{when} there is still a difference: {left}\n\n{script(plan.forward)}"


def _is_platforms(statement: Statement) -> bool:
    return statement.about is not None and statement.about.root.kind == "extension"


def _directory(folder: Path, work: Path, side: str, expected: Expected) -> Path:
    """The schema directory of one side: its own documents, those of both, and the settings."""
    out = work / side
    out.mkdir(parents=True)
    for name in (f"{side}.yaml", "both.yaml"):
        if (folder / name).exists():
            shutil.copy(folder / name, out / name)
    (out / "neodiff.yaml").write_text(yaml.safe_dump(expected.settings or {"platform": "none"}))
    return out


def script(run: Sequence[Statement]) -> str:
    """The golden form of a script: its statements, their hazards as comments, a line between units of commit."""
    parts = []
    for unit in units(run):
        lines = [] if unit.transactional else ["-- outside a transaction"]
        for each in unit.statements:
            lines += [f"-- {hazard.name}: {hazard.reason}" for hazard in each.hazards]
            lines.append(each.sql + ";")
        parts.append("\n".join(lines) + "\n")
    return "\n-- commit\n\n".join(parts)


def goldens(plan: Plan) -> dict[str, str]:
    return dict(zip(GOLDENS, (script(plan.forward), script(plan.reverse)), strict=True))
