"""Settings that sessions begin with: of a role in all databases, and of the database. Knows pg_db_role_setting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, Payload
from neodiff.kinds import routine
from neodiff.kinds.base import PG_AUTHID, PG_DATABASE, Alter, Change, Env, Sql, parameter_sql, parent_of, reference
from neodiff.sql import HIDDEN_OPTION, ident, literal, name_of, significant
from neodiff.yaml.form import Either, Form, ListOf, MapOf, Scalar, Str

KIND: Final = "settings"
NESTED: Final[Mapping[str, str]] = {"role": "settings"}
FORM: Final[Form] = MapOf(
    Either(Scalar(), ListOf(Scalar())), key=Str(), doc="parameter: value; a list for search_path and its like"
)
# Of what is called so no value is read, shown or written.
SECRET: Final = f"(?:{HIDDEN_OPTION})$"
_NOTHING: Final = "''"
_HERE: Final = "(select oid from pg_database where datname = current_database())"


def rows(parent: str, condition: str) -> str:
    """Catalog SQL: the settings of all for which `condition` holds, inside the object `parent` (class, oid); no secret."""
    return f"""
        select null::oid, null::oid, 0, '', '', {parent}, 0, 0, null::oid, null::aclitem[],
            json_object_agg(split_part(s, '=', 1), substr(s, strpos(s, '=') + 1))
        from pg_db_role_setting d cross join unnest(d.setconfig) s
        where {condition} and split_part(s, '=', 1) !~* '{SECRET}' group by d.setrole, d.setdatabase"""


def query(major: int) -> str:
    roles = rows(f"{PG_AUTHID}, d.setrole", "d.setdatabase = 0 and d.setrole <> 0")
    database = rows(f"{PG_DATABASE}, d.setdatabase", f"d.setrole = 0 and d.setdatabase = {_HERE}")
    return f"{roles} union all {database}"


def normalise(fact: Fact) -> None:
    """Names in small letters, for parameters have no others (TimeZone is timezone); lists as they are shown."""
    folded = {str(key).lower(): str(value) for key, value in fact.payload.items()}
    fact.payload = {key: routine.list_setting(v) if key in routine.LISTS else v for key, v in folded.items()}


def from_yaml(node: Mapping[str, Any]) -> Payload:
    """Raises ValueError with what is wrong: a secret, or a list where there may be none."""
    out: Payload = {}
    for name, value in node.items():
        key = str(name).lower()
        if re.search(SECRET, key):
            raise ValueError(f"{key} is called like a secret: it is neither read nor written, so set it by hand")
        if isinstance(value, list):
            if key not in routine.LISTS:
                raise ValueError(f"{key} takes one value: only search_path and its like are lists")
            out[key] = ", ".join(ident(str(item)) if item else _NOTHING for item in value) or _NOTHING
        else:
            out[key] = routine.list_setting(str(value)) if key in routine.LISTS else str(value)
    return out


def to_yaml(payload: Payload) -> dict[str, Any]:
    """Lists as lists of names."""
    return {name: _names(str(v)) if name in routine.LISTS else v for name, v in sorted(payload.items())}


def _names(written: str) -> list[str]:
    return [name_of(token) or "" for token in significant(written) if token[1] != ","]


def altered(prefix: str, old: Payload, new: Payload) -> list[Sql]:
    """What leads from one to the other, each as `<prefix> set x to y` or `<prefix> reset x`."""
    gone: list[Sql] = [f"{prefix} reset {parameter_sql(name)}" for name in old if name not in new]
    return gone + [
        f"{prefix} set {parameter_sql(name)} to {value if name in routine.LISTS else literal(str(value)).strip()}"
        for name, value in new.items()
        if old.get(name) != value
    ]


def _prefix(fact: Fact) -> str:
    return f"alter {reference(parent_of(fact))}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return altered(_prefix(fact), {}, fact.payload)


def drop(fact: Fact, env: Env) -> list[Sql]:
    return altered(_prefix(fact), fact.payload, {})


def _alter(change: Change) -> list[Sql]:
    return altered(_prefix(change.new), change.old.payload, change.new.payload)


ALTER: Final[Mapping[str, Alter]] = {"*": _alter}
