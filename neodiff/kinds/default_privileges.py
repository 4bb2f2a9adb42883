"""Default privileges: what a role's new objects will grant. Knows pg_default_acl; one fact per role, schema and class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, Payload
from neodiff.kinds import grants
from neodiff.kinds.base import PG_DEFAULT_ACL, Alter, Change, Env, Sql, parent_of
from neodiff.sql import ident
from neodiff.yaml.form import Field, MapOf, Name, Object

KIND: Final = "default_privileges"
NESTED: Final[Mapping[str, str]] = {}
# class of objects -> the kind whose privileges it has
KINDS: Final = {
    "tables": "table",
    "sequences": "sequence",
    "functions": "function",
    "types": "enum",
    "schemas": "schema",
    "large_objects": "large_object",
}
FORM: Final = Object(
    {
        "in": Field(Name(), doc="schema; everywhere unless said"),
        "grants": Field(Object({name: Field(MapOf(grants.ROLE_GRANT)) for name in KINDS}, noun="class"), required=True),
    },
    noun="default_privileges",
)


def query(major: int) -> str:
    return f"""
        select {PG_DEFAULT_ACL}, d.oid, 0, coalesce(n.nspname, ''),
            case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
                when 'n' then 'schemas' else 'large_objects' end,
            null::oid, null::oid, 0, 0, d.defaclrole, d.defaclacl, '{{}}'::json
        from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace"""


def hardwired(name: str) -> Payload:
    kind = KINDS[name]
    return {"public": list(grants.PUBLIC[kind])} if kind in grants.PUBLIC else {}


def _statements(fact: Fact, have: Payload, want: Payload, env: Env) -> list[Sql]:
    kind = KINDS[fact.id.name]
    within = f" in schema {ident(fact.id.schema)}" if fact.id.schema else ""
    role = parent_of(fact).name
    # A schema's list only adds to the global one, so the owner is not in it unless granted.
    whole = not fact.id.schema
    known = grants.every(kind, env.major)
    before, after = (grants.rights(payload, kind, env.major, hardwired=whole) for payload in (have, want))
    prefix = f"alter default privileges for role {ident(role)}{within} "
    return [prefix + sql for sql in grants.difference(before, after, known, fact.id.name.replace("_", " "), role)]


def _none(fact: Fact) -> Payload:
    return {} if fact.id.schema else hardwired(fact.id.name)


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return _statements(fact, _none(fact), fact.payload, env)


def drop(fact: Fact, env: Env) -> list[Sql]:
    return _statements(fact, fact.payload, _none(fact), env)


def _alter(change: Change) -> list[Sql]:
    return _statements(change.new, change.old.payload, change.new.payload, change.env)


def initial(kind: str, schema: str, creator: str, defaults: Mapping[Any, Payload], major: int) -> Payload:
    """What a new object of that kind grants, with the default privileges `defaults[(role, schema, class)]` in force.

    Source: get_user_default_acl() in catalog/aclchk.c: the global entry replaces the hard-wired list, a schema's adds to it.
    """
    name = grants.CLASSES.get(kind)
    if name is None:
        return {"public": list(grants.PUBLIC[kind])} if kind in grants.PUBLIC else {}
    known = KINDS[name]
    merged = dict(grants.rights(defaults.get((creator, "", name), hardwired(name)), known, major))
    for role, (plain, option) in grants.rights(
        defaults.get((creator, schema, name), {}), known, major, hardwired=False
    ).items():
        had = merged.get(role, (frozenset[str](), frozenset[str]()))
        merged[role] = (had[0] | plain, had[1] | option)
    rows = [(role, name, name in option) for role, (plain, option) in merged.items() for name in plain]
    return grants.payload_of([("" if r == "public" else r, p, g) for r, p, g in rows], grants.OWNER, kind, major)


ALTER: Final[Mapping[str, Alter]] = {"*": _alter}
