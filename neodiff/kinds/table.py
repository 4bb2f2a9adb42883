"""Tables as such: their family, persistence, storage parameters, row-level security switches. Columns and constraints are other rooms'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import family
from neodiff.kinds.base import (
    PG_CLASS,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    alter_options,
    name_sql,
    options_json,
    options_sql,
    replace,
    true,
)
from neodiff.sql import ident
from neodiff.yaml.form import Bool, Choice, Either, Field, MapOf, Name, Object, OneOrMany, Scalar, Str

KIND: Final = "table"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "partition_by": Field(Str(), doc="range, list or hash, and its key: range (created_at)"),
        "partition_of": Field(Str(), doc="SQL name of the partitioned table"),
        "bounds": Field(Str(), doc="from (...) to (...), in (...), with (modulus 4, remainder 0), or default"),
        "inherits": Field(OneOrMany(Str()), doc="SQL names of the tables whose columns and checks it has too"),
        "of": Field(Str(), doc="SQL name of the composite type that a typed table is of"),
        "unlogged": Field(Bool()),
        "access_method": Field(Name(), doc="heap unless said"),
        "options": Field(MapOf(Scalar(), key=Str()), doc="storage parameters (pg_class.reloptions), `toast.` ones too"),
        "replica_identity": Field(Choice("default", "full", "nothing")),
        "rls": Field(
            Either(
                Choice("enabled", "forced", "disabled"),
                Object({"enabled": Field(Bool()), "forced": Field(Bool())}, noun="rls"),
            ),
            doc="row-level security; forced holds for the table's owner too",
        ),
    },
    noun="table",
)


def query(major: int) -> str:
    return f"""
        select {PG_CLASS}, c.oid, 0, n.nspname, c.relname, null::oid, null::oid, 0, 0, c.relowner, c.relacl,
            json_strip_nulls(json_build_object(
                'partition_by', pg_get_partkeydef(c.oid),
                {family.PARENTS},
                'of', (select {family.NAME} from pg_class p join pg_namespace pn on pn.oid = p.relnamespace
                    where p.reltype = c.reloftype and c.reloftype <> 0),
                'unlogged', {true("c.relpersistence = 'u'")},
                'access_method', nullif(am.amname, 'heap'),
                'options', {options_json("c.reloptions || array(select 'toast.' || o from unnest(tc.reloptions) o)")},
                'replica_identity', case c.relreplident when 'f' then 'full' when 'n' then 'nothing' when 'i' then 'index' end,
                'rls', {true("c.relrowsecurity")}, 'force_rls', {true("c.relforcerowsecurity")}))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_am am on am.oid = c.relam
        left join pg_class tc on tc.oid = c.reltoastrelid
        where c.relkind in ('r', 'p') and c.oid not in {family.FOREIGN_KIN}
            and c.relpersistence <> 't' and {USER_SCHEMA}"""


def normalise(fact: Fact) -> None:
    for key, words in (("bounds", family.bounds), ("partition_by", family.partition_key)):
        if key in fact.payload:
            fact.payload[key] = words(fact.payload[key])


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = dict(node)
    rls = payload.pop("rls", "disabled")
    if isinstance(rls, str):
        rls = {"enabled": rls != "disabled", "forced": rls == "forced"}
    payload.update({key: True for key, on in (("rls", rls.get("enabled")), ("force_rls", rls.get("forced"))) if on})
    if payload.get("replica_identity") == "default":
        del payload["replica_identity"]
    return payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    node = {key: value for key, value in payload.items() if key not in ("rls", "force_rls")}
    if len(node.get("inherits", ())) == 1:
        node["inherits"] = node["inherits"][0]
    on, forced = payload.get("rls", False), payload.get("force_rls", False)
    if on or forced:
        node["rls"] = {(True, False): "enabled", (True, True): "forced"}.get(
            (on, forced), {"enabled": False, "forced": True}
        )
    if node.get("replica_identity") == "index":
        del node["replica_identity"]
    return node


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    from neodiff.kinds import inline

    payload, name = fact.payload, name_sql(fact.id)
    lines = [*inline(folded, env), *payload.get("lines", ())]
    inside = "".join(f"\n    {line}," for line in lines).rstrip(",") + "\n" if lines else ""
    sql = f"create {'unlogged ' if payload.get('unlogged') else ''}table {name}"
    if "partition_of" in payload or "of" in payload:
        sql += f" {family.clause(fact)}" + (f" ({inside})" if inside else "")
        sql += f"\n{family.bounds_sql(payload)}" if "bounds" in payload else ""
    else:
        sql += f" ({inside})" + (f" {family.clause(fact)}" if payload.get("inherits") else "")
    if "partition_by" in payload:
        sql += f"\npartition by {payload['partition_by']}"
    if "access_method" in payload:
        sql += f" using {ident(payload['access_method'])}"
    if payload.get("options"):
        sql += f" with ({options_sql(payload['options'])})"
    out: list[Sql] = [sql]
    if payload.get("rls"):
        out.append(f"alter table {name} enable row level security")
    if payload.get("force_rls"):
        out.append(f"alter table {name} force row level security")
    if payload.get("replica_identity") in ("full", "nothing"):
        out.append(f"alter table {name} replica identity {payload['replica_identity']}")
    return out


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop table {name_sql(fact.id)}"]


def _persistence(change: Change) -> list[Sql]:
    return [f"alter table {name_sql(change.id)} set {'unlogged' if change.value('unlogged') else 'logged'}"]


def _access_method(change: Change) -> list[Sql] | None:
    if change.env.major < 15:
        return None
    plain = (
        "default" if "partition_by" in change.new.payload else "heap"
    )  # a partitioned table has one only where it is said
    wanted = change.value("access_method")
    return [f"alter table {name_sql(change.id)} set access method {ident(wanted) if wanted else plain}"]


def _options(change: Change) -> list[Sql]:
    return alter_options(f"alter table {name_sql(change.id)}", change)


def _replica_identity(change: Change) -> list[Sql]:
    # `index` is set by the index itself, once it is there.
    wanted = change.value("replica_identity") or "default"
    return [] if wanted == "index" else [f"alter table {name_sql(change.id)} replica identity {wanted}"]


def _rls(change: Change) -> list[Sql]:
    return [f"alter table {name_sql(change.id)} {'enable' if change.value('rls') else 'disable'} row level security"]


def _force_rls(change: Change) -> list[Sql]:
    return [
        f"alter table {name_sql(change.id)} {'force' if change.value('force_rls') else 'no force'} row level security"
    ]


def _family(change: Change) -> list[Sql]:
    return []  # attached and detached by steps of their own, around all other changes


ALTER: Final[Mapping[str, Alter]] = {
    "partition_by": replace,
    **dict.fromkeys(family.KEYS, _family),
    "unlogged": _persistence,
    "access_method": _access_method,
    "options": _options,
    "replica_identity": _replica_identity,
    "rls": _rls,
    "force_rls": _force_rls,
}
