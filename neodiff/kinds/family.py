"""How tables belong to others: partitions, inheritance, typed tables. Names, words and SQL; which facts follow is `inherited`'s.

Sources: docs "Table Partitioning" and "Inheritance"; ChooseIndexName() and its neighbours in commands/indexcmds.c.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, FactId, Payload
from neodiff.kinds.base import Sql, name_sql
from neodiff.sql import generated_name, ident, name_of, qualified, significant, split_name, tokens
from neodiff.yaml.form import Bool, Field, Str

# What ties a table to others, in the payload of the table.
KEYS: Final = ("partition_of", "bounds", "inherits", "of")
INDEXES: Final = ("primary_key", "unique", "exclusion", "index")
# Tables of families in which a foreign table is somebody's parent: none of them has a room.
FOREIGN_KIN: Final = """(with recursive kin(oid) as (
    select c.oid from pg_class c where c.relkind = 'f' and exists (select from pg_inherits i where i.inhparent = c.oid)
    union select case when i.inhrelid = kin.oid then i.inhparent else i.inhrelid end
        from kin join pg_inherits i on kin.oid in (i.inhrelid, i.inhparent)) select oid from kin)"""
# Catalog SQL: the tables that table c has something from, as pairs of a payload; NAME is that of the table p.
NAME: Final = "quote_ident(pn.nspname) || '.' || quote_ident(p.relname)"
_FROM: Final = """from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    where i.inhrelid = c.oid"""
PARENTS: Final = f"""'partition_of', case when c.relispartition then (select {NAME} {_FROM}) end,
    'bounds', pg_get_expr(c.relpartbound, c.oid),
    'inherits', case when not c.relispartition then (select json_agg({NAME} order by i.inhseqno) {_FROM}) end"""
# Catalog SQL: the index that the index i is attached to.
PARENT_INDEX: Final = """(select quote_ident(xn.nspname) || '.' || quote_ident(xc.relname) from pg_inherits x
    join pg_class xc on xc.oid = x.inhparent join pg_namespace xn on xn.oid = xc.relnamespace where x.inhrelid = i.indexrelid)"""
# Catalog SQL: of a column or constraint that a parent has too, `local` where it is the child's own as well. Partitions have
# nothing of their own that the parent has (MergeAttributesIntoExisting() in commands/tablecmds.c).
KIN: Final = (
    "case when {count} > 0 then case when {local} and not c.relispartition then 'local' else 'inherited' end end"
)
PART: Final = {
    "partition_of": Field(Str(), doc="the partitioned table's index or key that it is a part of"),
    "only": Field(Bool(), doc="not all partitions have a part of it"),
}
_LABELS: Final = {"primary_key": "pkey", "unique": "key", "exclusion": "excl", "index": "idx"}


def named(written: str, schema: str, kind: str = "table") -> FactId:
    """The object that an SQL name means, in `schema` unless it says another."""
    parts = split_name(str(written)) or [str(written)]
    return FactId(kind, parts[0] if len(parts) > 1 else schema, parts[-1])


def parents(fact: Fact) -> list[FactId]:
    """The tables that this one inherits from, in their order."""
    payload = fact.payload
    written = [payload["partition_of"]] if "partition_of" in payload else list(payload.get("inherits") or ())
    return [named(name, fact.id.schema) for name in written]


def typed(fact: Fact) -> FactId | None:
    """The composite type that a typed table is of."""
    return named(fact.payload["of"], fact.id.schema, "composite") if "of" in fact.payload else None


def ties(payload: Mapping[str, Any]) -> Payload:
    """What of a table's payload ties it to others."""
    return {key: payload[key] for key in KEYS if key in payload}


def alone(fact: Fact) -> Fact:
    """The same table before it is attached to anything."""
    return Fact(fact.id, {key: value for key, value in fact.payload.items() if key not in KEYS}, fact.order)


# -- words


def bounds(written: str) -> str:
    """pg_get_expr(relpartbound) as it stands in YAML: without FOR VALUES, keywords in lower case."""
    return _lowered(written.removeprefix("FOR VALUES "), ("FROM", "TO", "IN", "WITH", "DEFAULT"))


def partition_key(written: str) -> str:
    """pg_get_partkeydef() with its method in lower case."""
    method, rest = written.split(" ", 1)
    return f"{method.lower()} {rest}"


def _lowered(text: str, words: Sequence[str]) -> str:
    depth, out = 0, []
    for kind, word, _ in tokens(text):
        depth += (word == "(") - (word == ")")
        out.append(word.lower() if kind == "word" and depth == 0 and word.upper() in words else word)
    return "".join(out)


def bounds_sql(payload: Mapping[str, Any]) -> str:
    written = str(payload["bounds"]).strip()
    return "default" if written.lower() == "default" else f"for values {written}"


def clause(fact: Fact) -> str:
    """What CREATE TABLE says of the tables it comes from, behind the name or the columns."""
    payload = fact.payload
    if "partition_of" in payload:
        return f"partition of {name_sql(parents(fact)[0])}"
    if (kind := typed(fact)) is not None:
        return f"of {name_sql(kind)}"
    return f"inherits ({', '.join(name_sql(parent) for parent in parents(fact))})" if payload.get("inherits") else ""


def attach(fact: Fact) -> list[Sql]:
    """Make a table that stands alone part of its family. Reads all its rows, unless a check says the same as the bounds."""
    name = name_sql(fact.id)
    if "partition_of" in fact.payload:
        return [f"alter table {name_sql(parents(fact)[0])} attach partition {name} {bounds_sql(fact.payload)}"]
    if (kind := typed(fact)) is not None:
        return [f"alter table {name} of {name_sql(kind)}"]
    return [f"alter table {name} inherit {name_sql(parent)}" for parent in parents(fact)]


def detach(fact: Fact) -> list[Sql]:
    """Make it stand alone, with all its rows, columns, constraints and indexes."""
    name = name_sql(fact.id)
    if "partition_of" in fact.payload:
        return [f"alter table {name_sql(parents(fact)[0])} detach partition {name}"]
    if "of" in fact.payload:
        return [f"alter table {name} not of"]
    return [f"alter table {name} no inherit {name_sql(parent)}" for parent in reversed(parents(fact))]


def attach_index(parent: FactId, child: FactId) -> str:
    """Both are indexes, or constraints of the same name."""
    return (
        f"alter index {qualified(parent.root.schema, parent.name)} "
        f"attach partition {qualified(child.root.schema, child.name)}"
    )


def rename_index(child: FactId, name: str) -> str:
    return f"alter index {qualified(child.root.schema, child.name)} rename to {ident(name)}"


# -- names that PostgreSQL gives


def index_name(table: FactId, kind: str, payload: Mapping[str, Any]) -> str:
    """The name of a partition's own part of a partitioned index, as far as nothing else has it already."""
    if kind == "primary_key":
        return generated_name(table.name, label="pkey")
    names: list[str] = []
    for name in _column_names(payload):
        n, unique = 0, name
        while unique in names:
            n += 1
            unique = name[: 63 - len(str(n))] + str(n)
        names.append(unique)
    columns = "_".join(names).encode()[:63].decode(errors="ignore")
    return generated_name(table.name, columns, label=_LABELS[kind])


def _column_names(payload: Mapping[str, Any]) -> Iterator[str]:
    for element in (*(payload.get("columns") or payload.get("elements") or ()), *(payload.get("include") or ())):
        if isinstance(element, str):
            yield element
        elif "column" in element:
            yield str(element["column"])
        else:
            yield _figured(str(element.get("expression", "")))


def _figured(expression: str) -> str:
    """FigureIndexColname() in parser/parse_target.c, for what is plain to see: a function's name, else `expr`."""
    found = significant(expression)
    at = next((i for i, token in enumerate(found) if token[1] == "("), len(found))
    plain = at and all(name_of(token) is not None or token[1] == "." for token in found[:at])
    if not plain or found[-1][1] != ")":
        return "expr"
    depth = 0
    for i, token in enumerate(found[at:], at):
        depth += (token[1] == "(") - (token[1] == ")")
        if depth == 0:
            return (name_of(found[at - 1]) or "expr") if i == len(found) - 1 else "expr"
    return "expr"
