"""The databases of a comparison, as templates on the scratch server: target (declared), clone (live), goal.

Each is made once per content and read once; facts are kept beside it, and its dump when a proof has asked for it. Must not know
how a plan is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

import psycopg

from neodiff import dump, own_dump
from neodiff.catalog import others
from neodiff.catalog.depend import soft_needs
from neodiff.catalog.read import read
from neodiff.catalog.unmodelled import Unmodelled, find
from neodiff.cluster.plan import declared_roles
from neodiff.connect import begin
from neodiff.declare.facts import roles_of
from neodiff.declare.load import Declaration
from neodiff.declare.render import render
from neodiff.deparsed import faithful
from neodiff.errors import PlanError, ScratchError, UserError
from neodiff.facts import Fact, FactBase, FactId, Pool
from neodiff.kinds.owner import OWNED
from neodiff.kinds.schema import PUBLIC
from neodiff.live import Extension, Live
from neodiff.locate import declaration_error
from neodiff.memo import Memo, code_digest
from neodiff.platforms import Platform, platform_named
from neodiff.platforms.guests import guests
from neodiff.scratch import load, owners
from neodiff.scratch.databases import Databases, template_name
from neodiff.scratch.extensions import ensure_stub, is_stub
from neodiff.scratch.roles import Role, ensure, outdated
from neodiff.scratch.server import Server
from neodiff.sql import ident, literal
from neodiff.statement import Statement
from neodiff.units import units

_NAMES_OWNER: Final = re.compile(r"\bowner\s+to\b", re.I)
ROLES_LOCK: Final = 7_306_911_045


Recipe = tuple[tuple[tuple[Statement, ...], str | None], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One database of a comparison: its template's name, and what its catalog says.

    `recipe`: what was run on a copy of the template, and by whom, for a side that has no template of its own.
    `dump`: its schema dump, where that was asked for; Sides.dumped() has it of every side.
    """

    template: str
    facts: FactBase
    unmodelled: tuple[Unmodelled, ...] = ()
    recipe: Recipe = ()
    dump: str | None = None


class Sides:
    """Makes the sides on one scratch server, projected to the live server's major version."""

    def __init__(self, server: Server, databases: Databases, platform: Platform, say: Callable[[str], None]) -> None:
        self.server, self.databases, self.platform, self.say = server, databases, platform, say
        self._held: psycopg.Connection[Any] | None = None
        self._memo = Memo(server.cache / "facts")  # goes with the templates
        self.pool = Pool()
        self._looking = Lock()

    def target(
        self,
        declaration: Declaration,
        major: int,
        user: str = "",
        others: Mapping[FactId, Fact] = MappingProxyType({}),
    ) -> Side:
        """What is declared, and `others` that it refers to; whoever migrates (`user`) owns what names no owner.

        Raises DeclarationError at file:line:column where PostgreSQL refuses it.
        """
        whole = replace(declaration, facts={**others, **declaration.facts})
        self._hold_chiefs(whole)
        whole = self._owned(whole, user) if user else whole
        for fact in whole.facts.values():
            if fact.id.kind == "extension":
                self.ensure_extension(fact.id.name, fact.payload.get("version"), None)
        key = self._key("target", user, whole.digest())

        def build(dsn: str) -> None:
            self.say("loading the declaration into the scratch server")
            run = render(whole, self.server.major)
            if user:
                run = [_by(statement, user) for statement in run]
            if self.platform.schemas:
                run = [replace(statement, sql=owners.handed(statement.sql)) for statement in run]
            roles = sorted(roles_of(iter(whole.facts.values())))
            with self._connect(dsn) as conn:
                there = {name for (name,) in conn.execute("select rolname from pg_roles").fetchall()}
                ensure(conn, [Role(name) for name in roles if name not in there])
                if user:
                    conn.execute(f"alter database {ident(conn.info.dbname)} owner to {ident(user)}")
                try:
                    load.built(conn, run, declaration.search_path)
                except load.StatementError as error:
                    raise declaration_error(error, declaration) from None

        return self._side(key, build, major)

    def clone(self, live: Live, script: Callable[[], str]) -> Side:
        """A copy of the live schema, without rows; `script()` is its dump, asked for only when there is no clone yet."""
        if live.major > self.server.major:
            raise UserError(
                f"{live.label} is PostgreSQL {live.major}, the scratch server only {self.server.version}: "
                "expected the same major or a newer one; leave out --scratch-url and NEODIFF_BIN, or name another server"
            )
        for extension in live.extensions:
            self.ensure_extension(extension.name, extension.version, extension.comment)
        self.hold_roles(live.roles)
        key = self._key("clone", live.fingerprint, str(live.major), str(live.roles), live.owner)

        def build(dsn: str) -> None:
            self.say(f"copying the schema of {live.label} into the scratch server")
            own = dump.names_said(own_dump.loadable(dump.normalised(script()), self.platform))
            text = faithful(dump.projected(own, self.server.major))
            with self._connect(dsn) as conn:
                name = conn.info.dbname
                conn.execute(f"alter database {ident(name)} owner to {ident(live.owner)}")
                if not live.public:
                    conn.execute("drop schema public")  # every new database has it, and no dump says that one has not
                text = self._versions(conn, text, live.extensions)
                try:
                    for part in dump.parts("set client_min_messages = error;\n" + text, load.MOST):
                        load.script(conn, part, f"the schema of {live.label}")
                except ScratchError as error:
                    stubs = ", ".join(self.stubs(extension.name for extension in live.extensions))
                    hint = f"; the scratch server has only stubs of these extensions: {stubs}; --scratch-url names another one"
                    raise UserError(f"{error}{hint if stubs else ''}") from None

        return self._side(key, build, live.major)

    def derived(self, base: Side, run: Sequence[Statement], major: int, what: str, run_as: str | None = None) -> Side:
        """`base` with statements applied to it, by the scratch superuser or by `run_as`."""
        recipe = (*base.recipe, (tuple(run), run_as))
        key = self._key(
            what, base.template, *(f"{role}{[statement.sql for statement in steps]}" for steps, role in recipe)
        )
        name = template_name(key)
        if (side := self._cached(name, major)) is not None:
            return side
        with self._made(base.template, recipe, what) as dsn:
            # what is made by a recipe is gone afterwards: now or never
            side = replace(self.look(dsn, name, major, dumped=True), template=base.template, recipe=recipe)
        self._keep(side, major, name)
        return side

    @contextmanager
    def copied(self, side: Side) -> Iterator[str]:
        """The connection string of a copy of a side's database, dropped on exit."""
        with self._made(side.template, side.recipe, "copy") as dsn:
            yield dsn

    @contextmanager
    def _made(self, template: str, recipe: Recipe, what: str) -> Iterator[str]:
        with self.databases.copy(template) as dsn:
            try:
                for steps, role in recipe:
                    with self._connect(dsn) as conn:
                        if role:
                            conn.execute(f"set session authorization {ident(role)}")
                        if self.platform.schemas:
                            steps = tuple(replace(step, sql=owners.handed(step.sql)) for step in steps)
                        load.units(conn, units(steps))
            except load.StatementError as error:
                shown = f"{error.statement.verb} {error.statement.subject}: {error}\n    {error.statement.sql}"
                raise PlanError(f"the {what} cannot be made on scratch: {shown}") from None
            yield dsn

    def blank(self, major: int) -> Side:
        """What a database has before anyone declares anything: the platform's objects and initdb's."""
        return self._side(self._key("blank"), lambda _: None, major)

    def look(self, dsn: str, name: str, major: int, *, dumped: bool = False) -> Side:
        """Facts of a scratch database as it stands, and its dump beside them, which another processor takes.

        One database at a time, for what is read is the most memory that anything takes.
        """
        with self._looking, ThreadPoolExecutor(1) as aside:
            dumping = aside.submit(own_dump.begun, self.server.bin, self.platform, dsn) if dumped else None
            with self._connect(dsn) as conn:
                begin(conn)
                found = [
                    item
                    for item in find(conn, exclude=self.platform.schemas)
                    if not self.platform.has(item.kind, item.identity)
                ]
                facts = read(conn, major=major, others=found)
            unmodelled: tuple[Unmodelled, ...] = ()
            if found:
                texts = dump.objects(self.server.bin, dsn, exclude_schemas=own_dump.excluded(self.platform))
                known = [replace(entry, text=dump.projected(entry.text, major)) for entry in texts]
                unmodelled = tuple(others.fill(facts, found, known))
            facts.soft = soft_needs(facts)
            mine = guests(facts, self.platform)
            own = facts.only(fact_id for fact_id in facts if fact_id in mine or not self.platform.owns(fact_id))
            own.soft = facts.soft
            own.objects = {}  # they say which catalog row is which fact, and were needed while these were read
            self.pool.share(own)
            text = None
            if dumping is not None:
                text = own_dump.finished(dumping.result(), self.server.bin, self.platform, dsn, own)
            return Side(name, own, unmodelled, dump=text)

    def dumped(self, side: Side) -> Side:
        """The same side with its schema dump."""
        if side.dump is not None:
            return side
        key = f"{side.template}.dump"
        text = self._memo.get(key)
        if text is None:
            text = self.dump(self.server.dsn(side.template), side.facts)
            self._memo.put(key, text)
        return replace(side, dump=text)

    def dump(self, dsn: str, facts: FactBase, snapshot: str | None = None) -> str:
        """The schema dump of a database that has these facts, without what is the platform's."""
        text = own_dump.begun(self.server.bin, self.platform, dsn, snapshot)
        return own_dump.finished(text, self.server.bin, self.platform, dsn, facts, snapshot)

    def stubs(self, names: Iterable[str]) -> list[str]:
        """Those extensions of which the scratch server has only a stand-in."""
        return sorted(name for name in names if is_stub(self.server.cache, name))

    def hold_roles(self, wanted: Sequence[Role]) -> None:
        """Make the platform's and these roles so, and keep others from changing them until the sides are closed.

        Roles belong to the whole scratch server: whoever wants them otherwise waits.
        """
        every = list({role.name: role for role in (*self.platform.roles, *wanted)}.values())
        if self._held is None:
            self._held = self._connect(self.server.dsn())
            self._held.execute("select pg_advisory_lock_shared(%s)", [ROLES_LOCK])
        if outdated(self._held, every):
            self._held.execute("select pg_advisory_unlock_shared(%s)", [ROLES_LOCK])
            try:
                self._held.execute("set lock_timeout = '120s'")
                self._held.execute("select pg_advisory_lock(%s)", [ROLES_LOCK])
            except psycopg.errors.LockNotAvailable:
                raise UserError(
                    "another neodiff uses the same roles of the scratch server with other attributes: wait for it, "
                    "or give this one a server of its own with NEODIFF_CACHE"
                ) from None
            ensure(self._held, every)
            self._held.execute("select pg_advisory_lock_shared(%s)", [ROLES_LOCK])
            self._held.execute("select pg_advisory_unlock(%s)", [ROLES_LOCK])

    def __enter__(self) -> Sides:
        return self

    def __exit__(self, *_: object) -> None:
        """Let others have the roles as they want them."""
        if self._held is not None:
            self._held.close()
            self._held = None

    # -- inside

    def _hold_chiefs(self, declaration: Declaration) -> None:
        """Where no live database tells the roles, the declaration does: who owns what only superusers may own is one."""
        owners = (declaration.facts.get(FactId("owner", "", "", about)) for about in _superusers(declaration))
        names = {str(owner.payload["role"]) for owner in owners if owner is not None}
        if self._held is None:
            own = declared_roles(declaration.cluster, self.server.major)
            known = {role.name for role in (*self.platform.roles, *own)}
            self.hold_roles([*own, *(Role(name, superuser=True) for name in sorted(names - known))])

    def _owned(self, declaration: Declaration, user: str) -> Declaration:
        with self._connect(self.server.dsn()) as conn:
            row = conn.execute("select rolsuper from pg_roles where rolname = %s", [user]).fetchone()
        may = bool(self.platform.schemas) or bool(row and row[0])
        return _owned(declaration, user, () if may else _superusers(declaration))

    def _side(self, key: str, build: Callable[[str], None], major: int) -> Side:
        if self._held is None:
            self.hold_roles(())

        def whole(dsn: str) -> None:
            with self._connect(dsn) as conn:
                if text := self.platform.script():
                    load.script(conn, text, f"the platform {self.platform.name}")
            build(dsn)

        name = self.databases.template(key, whole)
        if (side := self._cached(name, major)) is not None:
            return side
        side = self.look(self.server.dsn(name), name, major)
        self._keep(side, major, name)
        return side

    def ensure_extension(self, name: str, version: str | None = None, comment: str | None = None) -> None:
        """Make a stub of an extension that the embedded server lacks."""
        with self._connect(self.server.dsn()) as conn:
            row = conn.execute("select exists (select from pg_available_extensions where name = %s)", [name]).fetchone()
        if (not row or not row[0]) and self.server.embedded:
            ensure_stub(self.server.cache, name, version, comment)
            self.say(f"extension {name} is a stub in the scratch server")

    def _versions(self, conn: psycopg.Connection[Any], text: str, extensions: Sequence[Extension]) -> str:
        """The dump says nothing of versions: make each extension in live's, where the scratch server has it."""
        rows = conn.execute("select name, version from pg_available_extension_versions").fetchall()
        for extension in extensions:
            if (extension.name, extension.version) in rows:
                line = re.compile(
                    rf"^(CREATE EXTENSION IF NOT EXISTS {re.escape(ident(extension.name))} WITH SCHEMA .*);$", re.M
                )
                version = literal(extension.version).strip()
                text = line.sub(lambda found, version=version: f"{found[1]} VERSION {version};", text)  # type: ignore[misc]
        return text

    def _connect(self, dsn: str) -> psycopg.Connection[Any]:
        return psycopg.connect(dsn, autocommit=True, application_name="neodiff")

    def _key(self, *parts: str) -> str:
        return "\0".join((*parts, self.platform.name, self.server.version, code_digest()))

    def _cached(self, name: str, major: int) -> Side | None:
        side = self._memo.get(f"{name}.{major}")
        assert side is None or isinstance(side, Side)
        if side is not None:
            self.pool.share(side.facts)
        return side

    def _keep(self, side: Side, major: int, name: str) -> None:
        self._memo.put(f"{name}.{major}", side)


def _by(statement: Statement, user: str) -> Statement:
    """What has no form and names no owner is made by whoever migrates."""
    if statement.about is None or statement.about.kind != "sql" or _NAMES_OWNER.search(statement.sql):
        return statement
    who = f"set session authorization {ident(user)};\n"
    return replace(statement, sql=f"{who}{statement.sql};\nreset session authorization")


def _owned(declaration: Declaration, user: str, but: Collection[FactId]) -> Declaration:
    """The same with an owner for every object `but` these; an owned sequence has its table's, and so have statistics."""
    facts, whose = dict(declaration.facts), dict[FactId, FactId]()
    for fact_id, fact in declaration.facts.items():
        if fact_id.kind == "owned_by" and fact_id.parent is not None:
            whose[fact_id.parent] = FactId("table", str(fact.payload["schema"]), str(fact.payload["table"]))
        elif fact_id.kind == "statistics":
            whose[fact_id] = fact_id.root
    for about in declaration.facts:
        if about.kind in OWNED and (about.parent is None or about in whose) and about != PUBLIC and about not in but:
            owner = declaration.facts.get(FactId("owner", "", "", whose.get(about, about)))
            fact_id = FactId("owner", "", "", about)
            facts.setdefault(fact_id, Fact(fact_id, owner.payload if owner else {"role": user}))
    return replace(declaration, facts=facts)


def _superusers(declaration: Declaration) -> set[FactId]:
    """Objects that only a superuser may own (docs, ALTER EVENT TRIGGER, ALTER FOREIGN DATA WRAPPER, ALTER PUBLICATION)."""
    out = {fact_id for fact_id in declaration.facts if fact_id.kind in ("event_trigger", "foreign_data_wrapper")}
    for fact_id, fact in declaration.facts.items():
        if fact_id.kind == "publication" and fact.payload.get("all_tables"):
            out.add(fact_id)
        elif fact_id.kind == "publication_schema":
            out.add(fact_id.root)
    return out


def platform_of(declaration: Declaration) -> Platform:
    return platform_named(declaration.platform)
