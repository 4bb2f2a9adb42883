"""Who may do what: the access control list of every object that has one, as one fact; one rule for all kinds.

The owner's own privileges go by `$owner`, so that a change of owner changes nothing here. Source: acldefault() in
utils/adt/acl.c, and the table of privileges in the PostgreSQL docs, "Privileges".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, FactId, Payload
from neodiff.kinds.base import ROUTINES, Alter, Change, Env, Sql, name_sql, parent_of
from neodiff.sql import ident
from neodiff.yaml.form import Choice, Either, Field, ListOf, MapOf, Object

KIND: Final = "grants"
NESTED: Final[Mapping[str, str]] = {}
OWNER: Final = "$owner"
_RELATION: Final = ("select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain")
PRIVILEGES: Final[Mapping[str, tuple[str, ...]]] = {
    "table": _RELATION,
    "view": _RELATION,
    "materialized_view": _RELATION,
    "foreign_table": _RELATION,
    "foreign_data_wrapper": ("usage",),
    "server": ("usage",),
    "column": ("select", "insert", "update", "references"),
    "sequence": ("usage", "select", "update"),
    "function": ("execute",),
    "procedure": ("execute",),
    "schema": ("usage", "create"),
    "enum": ("usage",),
    "composite": ("usage",),
    "domain": ("usage",),
    "range": ("usage",),
    "type": ("usage",),
    "aggregate": ("execute",),
    "language": ("usage",),
    "large_object": ("select", "update"),
    "database": ("create", "connect", "temporary"),
    "parameter": ("set", "alter system"),
}
# What PUBLIC may do with an object that nobody granted anything on.
PUBLIC: Final[Mapping[str, tuple[str, ...]]] = {
    kind: ("execute",) if kind in ROUTINES else ("usage",)
    for kind in (*sorted(ROUTINES), "enum", "composite", "domain", "range", "type", "language")
} | {"database": ("connect", "temporary")}
# How GRANT names the class of object (pg_default_acl.defaclobjtype has the same classes).
CLASSES: Final[Mapping[str, str]] = {
    "table": "tables",
    "view": "tables",
    "materialized_view": "tables",
    "foreign_table": "tables",
    "sequence": "sequences",
    "function": "functions",
    "procedure": "functions",
    "enum": "types",
    "composite": "types",
    "domain": "types",
    "range": "types",
    "type": "types",
    "aggregate": "functions",
    "schema": "schemas",
}
# How GRANT names the object itself, where its kind is no word of SQL's.
_WORDS: Final = {
    "view": "table",
    "materialized_view": "table",
    "foreign_table": "table",
    "foreign_data_wrapper": "foreign data wrapper",
    "server": "foreign server",
    "enum": "type",
    "composite": "type",
    "range": "type",
    "aggregate": "function",
}
_ELSEWHERE: Final = ("database", "parameter")  # these are not a schema's, and have words of their own


def _form(kinds: Iterable[str]) -> tuple[Either, MapOf]:
    """What one role is granted, and what all are, on objects of these kinds."""
    privilege = Choice(*sorted({name for kind in kinds for name in PRIVILEGES[kind]}))
    several = Either(Choice("all"), ListOf(privilege))
    both = Object({"privileges": Field(several), "grantable": Field(several)}, noun="grant")
    one = Either(Choice("all"), ListOf(privilege), both)
    return one, MapOf(one)


ROLE_GRANT, FORM = _form(kind for kind in PRIVILEGES if kind not in _ELSEWHERE)
FORMS: Final = {kind: _form([kind])[1] for kind in _ELSEWHERE}

Rights = dict[str, tuple[frozenset[str], frozenset[str]]]  # role -> (privileges, those of them with grant option)


def query(major: int) -> str:
    """Not a room's own rows: every room's query has its acl column."""
    return ""


def every(kind: str, major: int) -> tuple[str, ...]:
    """All privileges on an object of that kind; MAINTAIN came with PostgreSQL 17."""
    return tuple(name for name in PRIVILEGES[kind] if name != "maintain" or major >= 17)


def payload_of(
    acl: Iterable[Sequence[Any]] | None, owner: str, kind: str, major: int, *, hardwired: bool = True
) -> Payload:
    """The payload for catalog rows (grantee or '' for PUBLIC, privilege, grantable); None = nothing was ever granted."""
    if acl is None:
        return {"public": list(PUBLIC[kind])} if hardwired and kind in PUBLIC else {}
    rights: dict[str, tuple[set[str], set[str]]] = {}
    for grantee, privilege, grantable in acl:
        role = OWNER if grantee == owner else grantee or "public"
        plain, option = rights.setdefault(role, (set(), set()))
        plain.add(privilege.lower())
        if grantable:
            option.add(privilege.lower())
    known = set(every(kind, major))
    out: Payload = {}
    for role, (plain, option) in sorted(rights.items()):
        plain &= known
        option &= known
        if role == OWNER and plain == known and hardwired:
            continue
        if plain:
            out[role] = _written(plain, set() if role == OWNER else option, kind, major)
    if hardwired and OWNER not in rights and kind != "column":
        out[OWNER] = []
    return out


def _written(plain: Iterable[str], option: Iterable[str], kind: str, major: int) -> Any:
    known = every(kind, major)

    def names(some: Iterable[str]) -> Any:
        some = set(some)
        return "all" if some == set(known) and len(known) > 1 else [name for name in known if name in some]

    return {"privileges": names(plain), "grantable": names(option)} if set(option) else names(plain)


def from_yaml(node: Mapping[str, Any], kind: str, major: int) -> Payload:
    """The YAML as the catalog would say it."""
    out: Payload = {}
    for role, spec in node.items():
        plain, option = _sets(spec, kind, major)
        if plain or role == OWNER:
            out[str(role)] = _written(plain, option, kind, major)
    return out


def _sets(spec: Any, kind: str, major: int) -> tuple[frozenset[str], frozenset[str]]:
    known = frozenset(every(kind, major))

    def names(some: Any) -> frozenset[str]:
        return known if some == "all" else frozenset(some or ()) & known

    if isinstance(spec, Mapping):
        option = names(spec.get("grantable"))
        return names(spec.get("privileges")) | option, option
    return names(spec), frozenset()


def rights(payload: Mapping[str, Any], kind: str, major: int, *, hardwired: bool = True) -> Rights:
    out = {role: _sets(spec, kind, major) for role, spec in payload.items()}
    if hardwired and kind != "column":
        out.setdefault(OWNER, (frozenset(every(kind, major)), frozenset()))
    return out


def target(fact_id: FactId) -> str:
    """What GRANT calls the object, from the class word on (`table public.t`)."""
    word = _WORDS.get(fact_id.kind, fact_id.kind)
    return f"{word} {name_sql(fact_id).replace('(*)', '()') if fact_id.kind == 'aggregate' else name_sql(fact_id)}"


def difference(
    have: Rights, want: Rights, known: Sequence[str], on: str, owner: str | None, column: str = ""
) -> list[str]:
    """GRANT and REVOKE that lead from one list to the other; `on` is all that stands between privileges and roles."""
    none = (frozenset[str](), frozenset[str]())
    # action -> roles; one statement for all roles that it is the same for
    found: dict[tuple[int, str, str], list[str]] = {}

    def note(rank: int, action: str, names: frozenset[str], who: str, suffix: str = "") -> None:
        if names:
            found.setdefault((rank, f"{action} {_listed(names, known, column)} on {on}", suffix), []).append(who)

    for role in sorted({*have, *want}):
        (had, had_option), (wants, wants_option) = have.get(role, none), want.get(role, none)
        who = "public" if role == "public" else ident(role)
        if role == OWNER:
            who = ident(owner) if owner else "current_user"
        note(0, "revoke", _taken(had, wants, known, column), who)
        note(1, "revoke grant option for", (had_option - wants_option) & wants, who)
        note(2, "grant", wants - wants_option - had, who)
        note(3, "grant", wants_option - had_option, who, " with grant option")
    return [
        f"{action} {'from' if rank < 2 else 'to'} {', '.join(who)}{suffix}"
        for (rank, action, suffix), who in sorted(found.items())
    ]


def _taken(had: frozenset[str], wants: frozenset[str], known: Sequence[str], column: str) -> frozenset[str]:
    """Who keeps nothing loses all: naming every privilege says that nothing is left."""
    return frozenset(known) if had and not wants and not column else had - wants


def _listed(names: frozenset[str], known: Sequence[str], column: str) -> str:
    if names == frozenset(known) and not column and len(known) > 1:
        return "all"
    return ", ".join(name + column for name in known if name in names)


def _statements(fact: Fact, have: Payload, want: Payload, env: Env) -> list[Sql]:
    return between(parent_of(fact), have, want, env)


def between(about: FactId, have: Payload, want: Payload, env: Env) -> list[Sql]:
    """The statements that lead from one list of grants on an object to another."""
    column, on = "", target(about) if about.kind != "column" else ""
    if about.kind == "column":
        assert about.parent is not None
        column, on = f" ({ident(about.name)})", target(about.parent)
    known = every(about.kind, env.major)
    before, after = (rights(payload, about.kind, env.major) for payload in (have, want))
    owner = env.owner(about.root)
    if owner in before and owner not in after:
        before = _as_owner(before, owner)
    return list(difference(before, after, known, on, owner, column))


def _as_owner(have: Rights, role: str) -> Rights:
    """As ALTER ... OWNER TO leaves it: what the role had already is the owner's (aclnewowner() in utils/adt/acl.c)."""
    none = (frozenset[str](), frozenset[str]())
    mine, (more, option) = have.get(OWNER, none), have[role]
    return {**{other: has for other, has in have.items() if other != role}, OWNER: (mine[0] | more, mine[1] | option)}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    about = parent_of(fact)
    out = _statements(fact, env.initial(about), fact.payload, env)
    if env.possible is not None:
        taken = [
            sql for sql in _statements(fact, env.possible(about), fact.payload, env) if str(sql).startswith("revoke")
        ]
        out = taken + [sql for sql in out if sql not in taken]
    return out


def drop(fact: Fact, env: Env) -> list[Sql]:
    return _statements(fact, fact.payload, {}, env)


def _alter(change: Change) -> list[Sql]:
    return _statements(change.new, change.old.payload, change.new.payload, change.env)


ALTER: Final[Mapping[str, Alter]] = {"*": _alter}
