"""A database with migrations on top, on scratch: what the next plan starts from while live has not run them. Knows no files.

The migrations are run there as they are written, on the rows that the declaration has to do with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import psycopg

from neodiff.cluster.plan import with_changes
from neodiff.compare import in_database, sought
from neodiff.connect import begin
from neodiff.declare.declaration import Declaration
from neodiff.facts import FactBase
from neodiff.live import Live, read_live
from neodiff.liverows import holding_rows, with_rows
from neodiff.migrations import replay
from neodiff.migrations.folder import Migration
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.sides import Sides
from neodiff.source import Opened


@contextmanager
def after(
    before: Opened,
    migrations: Sequence[Migration],
    declaration: Declaration,
    sides: Sides,
    options: Options,
    plan: Plan | None = None,
) -> Iterator[Opened]:
    """`before` once it has run them; `plan`: what they are made of, which tells of roles what is not run on scratch.

    Raises UserError at file:line of what fails.
    """
    declaration = in_database(declaration, before)
    cluster = with_changes(before.live.cluster, plan.deltas) if plan is not None else None
    live, data = before.live, declaration.rows(options.environment)
    filled, whole = holding_rows(before), _whole(declaration, before, sides, options)
    path = ("public", "extensions") if "extensions" in sides.platform.schemas else ("public",)
    with with_rows(data, before, whole, sides) as dsn:
        sides.say(f"running {len(migrations)} migrations on what {live.label} has")
        replay.run(dsn, migrations, sides.platform, live.user, path, sides.ensure_extension)
        with psycopg.connect(dsn, autocommit=True, application_name="neodiff") as conn:
            begin(conn)
            found = read_live(conn, live.label)
            now = replace(_as_before(found, live, migrations), cluster=cluster)
            clone = sides.clone(now, lambda: sides.dump(dsn, found.facts, found.snapshot))
            now = replace(now, facts=clone.facts)
            state = Opened(now, clone, conn, before.applied)
            rows = holding_rows(state)
            yield state._replace(live=replace(now, filled=filled | _renamed(filled, whole) | rows))


def _whole(declaration: Declaration, before: Opened, sides: Sides, options: Options) -> Plan:
    """A plan without statements: both ends, from which it is known which rows of the database the declaration asks for."""
    found = sought(declaration, before, sides, replace(options, stage=None))
    plan = Plan(before.live.label, str(before.live.major), renames=found.renames)
    plan.old, plan.new = found.start.facts.inside(), FactBase(facts=found.wanted.facts)
    return plan


def _as_before(found: Live, live: Live, migrations: Sequence[Migration]) -> Live:
    """What scratch says of the database, by who runs the migrations and on which server."""
    texts = hashlib.sha256("\0".join(migration.text for migration in migrations).encode()).hexdigest()
    known = {extension.name: extension for extension in live.extensions}
    return replace(
        found,
        major=live.major,
        version=live.version,
        user=live.user,
        owner=live.owner,
        reader=live.reader,
        roles=tuple({role.name: role for role in (*found.roles, *live.roles)}.values()),
        role_names=tuple(sorted({*live.role_names, *(role.name for role in found.roles)})) if live.role_names else (),
        extensions=tuple(known.get(extension.name, extension) for extension in found.extensions),
        fingerprint=f"{live.fingerprint} and {texts}",
        beside=live.beside,
        sizes=live.sizes,
    )


def _renamed(filled: frozenset[str], plan: Plan) -> frozenset[str]:
    """Tables that hold rows, by their new names."""
    pairs = ((rename.old, rename.new) for rename in plan.renames if rename.label is None)
    return frozenset(new.path for old, new in pairs if old.path in filled)
