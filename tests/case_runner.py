"""One case: two declarations, planned there and back, proven, then run on a live database. Knows no kind of object."""

from __future__ import annotations

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
from neodiff.named import Source
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.platforms import Platform, platform_named
from neodiff.platforms.guests import lent
from neodiff.scratch import load as loading
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides
from neodiff.source import opened
from neodiff.sql import ident
from neodiff.statement import Statement
from neodiff.units import units

CASES: Final = Path(__file__).parent / "cases"
INPUTS: Final = ("before.yaml", "after.yaml", "both.yaml")
GOLDENS: Final = ("forward.sql", "reverse.sql")
# Who owns the live databases: no superuser, as nobody is on a hosted platform, but a member of every other role.
KEEPER: Final = roles.Role("keeper", member_of=("boss", "reader", "writer"))
OWNERS: Final = {"supabase": "postgres"}
# Who makes what only superusers can.
CHIEF: Final = roles.Role("chief", superuser=True)


@dataclass(frozen=True)
class Expected:
    """case.yaml: what is expected of the case, and how it is run.

    expect:   proven; refused (what `refused` lists, and no more); stopped (neodiff says `says` instead of a plan); or
              fails: neodiff has a bug, `reason` tells which, `says` is in the error, and once it is gone the case fails
    settings: the case's neodiff.yaml
    keeps:    queries that must give the same before, after forward and after reverse
    gives:    query -> its only value after forward
    superuser: the database's owner is one
    since:    the oldest major that can run it; before, it runs without the texts of `newer`, or not at all
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
    superuser: bool = False
    since: int = 14
    newer: Sequence[str] = ()

    def runs_on(self, major: int) -> bool:
        return major >= self.since or bool(self.newer)

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
        before, after = (load(self._directory(folder, work, side, expected)) for side in ("before", "after"))
        platform = platform_named(after.platform)
        with (
            Sides(self.scratch.server, self.scratch, platform, lambda _: None) as sides,
            self.database(before, roles_of(iter(after.facts.values())), chief=expected.superuser) as url,
        ):
            if (rows := folder / "rows.sql").exists():
                self._execute(url, rows.read_text())
            kept = self._ask(url, expected.keeps)
            plan, start = planned(after, url, sides, expected)
            _check(plan, expected)
            self._migrate(url, plan.forward, platform)
            if not plan.refused:
                _nothing_left(planned(after, url, sides, expected)[0], "after forward")
            assert self._ask(url, expected.keeps) == kept, "rows differ after forward"
            assert self._ask(url, expected.gives) == {query: [(value,)] for query, value in expected.gives.items()}
            self._migrate(url, plan.reverse, platform)
            back, end = planned(before, url, sides, expected)
            _nothing_left(back, "after reverse")
            assert end == start, "reverse does not restore every fact"
            assert self._ask(url, expected.keeps) == kept, "rows differ after reverse"
        return plan

    def _directory(self, folder: Path, work: Path, side: str, expected: Expected) -> Path:
        """The schema directory of one side: its own documents, those of both, and the settings."""
        out = work / side
        out.mkdir(parents=True)
        older = self.live.server.major < expected.since
        for name in (f"{side}.yaml", "both.yaml"):
            if (folder / name).exists():
                text = (folder / name).read_text(encoding="utf-8")
                for newer in expected.newer if older else ():
                    text = text.replace(newer, "")
                (out / name).write_text(text, encoding="utf-8")
        (out / "neodiff.yaml").write_text(yaml.safe_dump(expected.settings or {"platform": "none"}))
        return out

    @contextmanager
    def database(self, declaration: Declaration, named: set[str], *, chief: bool = False) -> Iterator[str]:
        """The URL of a live database that its owner made as declared; `named` are more roles that exist."""
        platform, owner = platform_named(declaration.platform), OWNERS.get(declaration.platform, KEEPER.name)
        owner = CHIEF.name if chief else owner
        with self.live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
            name = conn.info.dbname
            known = {CHIEF.name, KEEPER.name, *KEEPER.member_of, *(role.name for role in platform.roles)}
            wanted = (roles_of(iter(declaration.facts.values())) | named) - known
            roles.ensure(conn, [CHIEF, *platform.roles, *(roles.Role(each) for each in wanted)])
            conn.execute(f"alter role {owner} login; alter database {ident(name)} owner to {owner}")
            if text := platform.script():
                loading.script(conn, text, "the platform")
            made = render(declaration)
            for each in filter(_is_extensions, made):
                conn.execute(each.sql.encode())
            conn.execute(f"set session authorization {owner}")
            own = [each for each in made if not lent(each.about, each.verb, platform)]
            loading.statements(conn, own, declaration.search_path)
            conn.execute("reset session authorization")
            rest = [each for each in made if each not in own and not _is_extensions(each)]
            if rest:
                loading.statements(conn, rest, declaration.search_path)
            conn.close()
            yield self.live.server.url(name).replace(f"//{self.live.server.user}@", f"//{owner}@")

    def _migrate(self, url: str, run: Sequence[Statement], platform: Platform) -> None:
        """As the scripts do: unit by unit, by the database's owner; what the platform does for him by who may."""
        with psycopg.connect(url, autocommit=True) as conn:
            pending: list[Statement] = []
            for each in [*run, None]:
                if each is not None and not lent(each.about, each.verb, platform):
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
    assert not any("--online" in note for note in plan.notes), plan.notes
    for run in (plan.forward, plan.reverse):
        gone = {each.about for each in run if each.verb == "drop"}
        late = [each.sql for each in run if each.verb == "create" and each.about in gone and each.phase]
        assert not late, f"replaced in another unit than that which drops it: {late}"
    wanted = expected.refused if expected.expect == "refused" else ()
    assert sorted(f"{item.hazard.name}: {item.id}" for item in plan.refused) == sorted(wanted)


def _nothing_left(plan: Plan, when: str) -> None:
    left = ", ".join(str(delta.id) for delta in plan.deltas)
    assert plan.empty, f"{when} there is still a difference: {left}\n\n{script(plan.forward)}"


def _is_extensions(statement: Statement) -> bool:
    return statement.about is not None and statement.about.root.kind == "extension"


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
