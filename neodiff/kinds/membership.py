"""Which roles a role is a member of, and how. Knows pg_auth_members; who gave a membership is no difference.

Since PostgreSQL 16 a role may have a membership from several grantors: what holds is what any of them gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, Payload
from neodiff.kinds.base import PG_AUTHID, Alter, Change, Env, Sql, parent_of, true
from neodiff.sql import ident
from neodiff.yaml.form import Bool, Either, Field, ListOf, MapOf, Name, Object

KIND: Final = "membership"
NESTED: Final[Mapping[str, str]] = {"role": "member_of"}
FORM: Final = Object(
    {
        "admin": Field(Bool(), doc="may it pass the membership on? false unless said"),
        "inherit": Field(Bool(), doc="has it the other's privileges by itself? As `inherit` of the role unless said"),
        "set": Field(Bool(), doc="may it become the other by SET ROLE? true unless said"),
    },
    noun="membership",
)
SEVERAL: Final = Either(ListOf(Name()), MapOf(FORM))
_SINCE: Final = 16  # the first major with options beside ADMIN
_BOOTSTRAP: Final = 10
_ADMIN_ONLY: Final[Payload] = {"admin": True, "inherit": False, "set": False}


def query(major: int) -> str:
    options = "'admin', " + true("bool_or(m.admin_option)")
    if major >= _SINCE:
        usual = {"admin": "false", "inherit": "true", "set": "true"}
        options = ", ".join(f"'{name}', nullif({_holds(name)}, {value})" for name, value in usual.items())
    return f"""
        select null::oid, null::oid, 0, '', g.rolname, {PG_AUTHID}, m.member, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object({options}))
        from pg_auth_members m join pg_roles g on g.oid = m.roleid group by g.rolname, m.member"""


def _holds(option: str) -> str:
    """Catalog SQL: what any row says; that of who made the role only where there is no other, see administers()."""
    by_itself = f"m.grantor = {_BOOTSTRAP} and m.admin_option and not m.inherit_option and not m.set_option"
    column = f"bool_or(m.{option}_option)"
    return f"coalesce({column} filter (where not ({by_itself})), {column})"


def project(fact: Fact, major: int) -> None:
    if major < _SINCE:
        fact.payload = {key: value for key, value in fact.payload.items() if key == "admin"}


def declared(node: Mapping[str, Any], *, inherits: bool, major: int) -> Payload:
    """The YAML as the catalog would say it; `inherits`: the member's own attribute."""
    out: Payload = {"admin": True} if node.get("admin") else {}
    if major >= _SINCE:
        out |= {} if node.get("inherit", inherits) else {"inherit": False}
        out |= {} if node.get("set", True) else {"set": False}
    return out


def written(payload: Payload, *, inherits: bool) -> Payload:
    """The YAML of a membership, without what goes without saying."""
    out = {key: value for key, value in payload.items() if key != "inherit"}
    return out if (has := payload.get("inherit", True)) == inherits else {**out, "inherit": has}


def administers(fact: Fact) -> bool:
    """Does it only let the member pass it on? Who makes a role without being a superuser gets that by itself from the first
    superuser (CREATEROLE, since PostgreSQL 16), and cannot give it up."""
    return fact.payload == _ADMIN_ONLY


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    if env.major < _SINCE:
        option = " with admin option" if fact.payload.get("admin") else ""
        return [f"grant {ident(fact.id.name)} to {ident(parent_of(fact).name)}{option}"]
    given = {"admin": bool(fact.payload.get("admin")), "inherit": fact.payload.get("inherit", True)}
    # INHERIT is said, for what it is otherwise depends on the member
    said = [f"{name} {str(value).lower()}" for name, value in given.items() if name == "inherit" or value]
    said += ["set false"] if fact.payload.get("set") is False else []
    return [f"grant {ident(fact.id.name)} to {ident(parent_of(fact).name)} with {', '.join(said)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return list(_revokes("", fact, env))


def _revokes(option: str, fact: Fact, env: Env) -> Iterator[str]:
    said = f"revoke {option}{ident(fact.id.name)} from {ident(parent_of(fact).name)}"
    grantors = env.grantors(fact.id) if env.major >= _SINCE else ()
    yield from [f"{said} granted by {ident(grantor)}" for grantor in grantors] or [said]


def _alter(change: Change) -> list[Sql]:
    """What is given more comes as a grant of one's own; what is given less is taken from whoever gave it."""
    old, new, env = change.old, change.new, change.env
    usual = {"admin": False, "inherit": True, "set": True}
    more = [name for name in change.attrs if new.payload.get(name, usual[name])]
    less = [name for name in usual if name in change.attrs and name not in more]
    out: list[Sql] = []
    for name in less:
        out += _revokes(f"{name} option for ", old, env)
    return [*out, *create(new, (), env)] if more else out


ALTER: Final[Mapping[str, Alter]] = {"*": _alter}
