"""The SQL of archives: what a drop would take along, copied to a schema of its own, and put back from there.

Values of types that the migration, or a later one, may drop are kept as text. Nothing is copied where there is nothing.
Must not know which facts are archived, or why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from neodiff.data import block
from neodiff.data.block import quoted
from neodiff.sql import ident, qualified

SCHEMA: Final = "neodiff_archive"
_LONGEST: Final = 63


@dataclass(frozen=True, slots=True)
class Place:
    """One archive: the table that it is, and what its comment says. `of` is the object, as people name it."""

    name: str
    of: str
    token: str

    @property
    def sql(self) -> str:
        return qualified(SCHEMA, self.name)


def place(of: str, token: str, *parts: str) -> Place:
    """The archive of the object with these names in this migration; a name that is too long ends in a digest."""
    name = f"{'.'.join(parts)}#{token}"
    if len(name.encode()) > _LONGEST:
        tail = f"~{hashlib.sha256(repr(parts).encode()).hexdigest()[:8]}#{token}"
        name = name.encode()[: _LONGEST - len(tail.encode())].decode(errors="ignore") + tail
    return Place(name, of, token)


@dataclass(frozen=True, slots=True)
class Kept:
    """A column in an archive: how it is copied, and how it is put back from the archive called `a`."""

    name: str
    type: str
    collated: bool = False

    @property
    def foreign(self) -> bool:
        """May its type be dropped, or its text stand for something that is made anew?"""
        return "." in self.type or '"' in self.type or self.type.startswith("reg")

    @property
    def copied(self) -> str:
        name = ident(self.name)
        text = f"{name}::text" if self.foreign else name
        text += ' collate "default"' if self.collated else ""
        return f"{text} as {name}" if text != name else name

    @property
    def back(self) -> str:
        name = f"a.{ident(self.name)}"
        return f"{name}::{self.type}" if self.foreign else name

    def same(self, *, as_text: bool) -> str:
        """The condition that table `t` and archive `a` have the same value, which is not NULL."""
        sides = [f"{side}.{ident(self.name)}" for side in "ta"]
        if self.foreign or as_text or self.collated:
            collation = ' collate "C"' if self.collated or self.foreign else ""
            sides = [f"{side}::text{collation}" for side in sides]
        return " = ".join(sides)


def copy(
    to: Place,
    select: Sequence[str],
    exists: str,
    declare: Sequence[str] = (),
    before: Sequence[str] = (),
    *,
    lock: str = "",
) -> str:
    """Make the archive from the lines of a query, where `exists` (the same, from FROM on) finds anything.

    lock: the table that nobody may write to between this copy and what comes after it
    A line of the query that starts with EXECUTE is one of PL/pgSQL.
    """
    made = (
        [f"        {line}" for line in select]
        if select[0].startswith("execute")
        else [f"        create table {to.sql} as", *(f"        {line}" for line in select)]
    )
    made[-1] += ";"
    return block.do(
        [
            *([f"    lock table {lock} in access exclusive mode;"] if lock else []),
            f"    if exists (select {exists}) then",
            f"        if to_regnamespace('{SCHEMA}') is null then",
            f"            create schema {SCHEMA};",
            f"            revoke all on schema {SCHEMA} from public;",
            "        end if;",
            *(f"        {line}" for line in before),
            *made,
            *_closed(to),
            "    end if;",
        ],
        ["grantee regrole", *declare],
        columns_win=True,
    )


def _closed(to: Place) -> list[str]:
    """Nobody but its owner sees an archive, whatever default privileges say."""
    said = f"json_build_object('of', {quoted(to.of)}, 'migration', {quoted(to.token)}, 'at', now())"
    return [
        f"        alter table {to.sql} enable row level security;",
        f"        revoke all on table {to.sql} from public;",
        "        for grantee in",
        "            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p",
        f"            where c.oid = {quoted(to.sql)}::regclass and p.grantee not in (0, c.relowner)",
        "        loop",
        f"            execute format('revoke all on table %s from %s', {quoted(to.sql)}, grantee);",
        "        end loop;",
        f"        execute format('comment on table %s is %L', {quoted(to.sql)}, {said});",
    ]


def put_back(source: Place, lines: Iterable[str], declare: Sequence[str] = (), after: Sequence[str] = ()) -> str:
    """Run the lines where the archive is there, and remove it; `after` runs in any case."""
    return block.do(
        [
            f"    if to_regclass({quoted(source.sql)}) is not null then",
            *(f"        {line}" for line in lines),
            f"        drop table {source.sql};",
            "        if not exists (",
            "            select from pg_depend",
            f"            where refclassid = 'pg_namespace'::regclass and refobjid = '{SCHEMA}'::regnamespace",
            "        ) then",
            f"            drop schema {SCHEMA};",
            "        end if;",
            "    end if;",
            *(f"    {line}" for line in after),
        ],
        declare,
        columns_win=bool(declare),
    )


# -- rows of a table


def rows(to: Place, table: str, columns: Sequence[Kept]) -> str:
    chosen = f"select {', '.join(column.copied for column in columns)}"
    return copy(to, [chosen, f"from {table}"], f"from {table}", lock=table)


def rows_back(source: Place, table: str, columns: Sequence[Kept], *, identity: bool) -> str:
    names = ", ".join(ident(column.name) for column in columns)
    head = f"insert into {table} ({names})" if columns else f"insert into {table}"
    head += " overriding system value" if identity else ""
    back = ", ".join(column.back for column in columns)
    return put_back(source, [head, f"select {back} from {source.sql} as a;"])


def rows_of_any(to: Place, table: str) -> str:
    """The same of a table whose columns no fact tells, its children's rows left out."""
    before = [
        "select string_agg(format(",
        "        '%I%s%s as %I', a.attname,",
        "        case when t.typnamespace <> 'pg_catalog'::regnamespace then '::text' end,",
        "        case when a.attcollation <> 0 then ' collate \"default\"' end, a.attname), ', ' order by a.attnum)",
        "into list",
        "from pg_attribute as a join pg_type as t on t.oid = a.atttypid",
        f"where a.attrelid = {quoted(table)}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';",
    ]
    run = f"execute format('create table %s as select %s from only %s', {quoted(to.sql)}, list, {quoted(table)})"
    return copy(to, [run], f"from only {table}", ["list text"], before, lock=table)


def rows_of_any_back(source: Place, table: str) -> str:
    name = quoted(table)
    lines = [
        "select string_agg(quote_ident(a.attname), ', ' order by a.attnum),",
        "    string_agg(format('%I::%s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)",
        "into list, back",
        "from pg_attribute as a",
        f"where a.attrelid = {name}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';",
        "execute format('insert into %s (%s) overriding system value select %s from %s',",
        f"    {name}, list, back, {quoted(source.sql)});",
        "for counted in",
        f"    select a.attname from pg_attribute as a where a.attrelid = {name}::regclass and a.attnum > 0 and a.attidentity <> ''",
        "loop",
        "    execute format('select setval(%L, max(%I)) from %s having max(%I) is not null',",
        f"        pg_get_serial_sequence({name}, counted), counted, {name}, counted);",
        "end loop;",
    ]
    return put_back(source, lines, ["list text", "back text", "counted name"])


# -- values of a column


def values(to: Place, table: str, key: Sequence[Kept], column: Kept, *, every: bool) -> str:
    """The column's values by key: all of them, or those that are not NULL."""
    found = f"from {table}" + ("" if every else f" where {ident(column.name)} is not null")
    return copy(to, [f"select {', '.join(each.copied for each in (*key, column))}", found], found, lock=table)


@dataclass(frozen=True, slots=True)
class Back:
    """How values of a column are put back.

    same:      the conditions that row `t` is the archive's row `a`
    triggers:  has the table any, which must stay off meanwhile?
    identity:  GENERATED ALWAYS, which no update may write
    """

    table: str
    column: Kept
    same: Sequence[str]
    triggers: bool = False
    identity: bool = False


def values_back(source: Place, back: Back) -> str:
    return _update_back(source, back, f"{source.sql} as a", back.column.back, back.same)


def converted(to: Place, table: str, key: Sequence[Kept], column: Kept, there: str, back: str) -> str:
    """The values of the column, by key, that are not the same after both conversions, which are SQL over its name."""
    keys, name = [ident(each.name) for each in key], ident(column.name)
    was = ident(_free("was", {each.name for each in (*key, column)}))
    both = [
        f"from (select {', '.join([*keys, was, f'{back} as {name}'])}",
        f"    from (select {', '.join([*keys, f'{name} as {was}', f'{there} as {name}'])} from {table}) as there) as back",
        f"where {was}::text is distinct from {name}::text",
    ]
    copied = [each.copied for each in key]
    return copy(to, [f"select {', '.join([*copied, f'{was} as {name}'])}", *both], "\n        ".join(both), lock=table)


def converted_back(source: Place, back: Back, key: Sequence[Kept], there: str, again: str) -> str:
    """Put a value back only where the present one is what the conversions made of it: later edits stay."""
    keys, name = [ident(each.name) for each in key], ident(back.column.name)
    was = ident(_free("was", {each.name for each in (*key, back.column)}))
    found = [
        f"(select {', '.join([*keys, was, f'{again} as {name}'])}",
        f"    from (select {', '.join([*keys, f'{name} as {was}', f'{there} as {name}'])} from {source.sql}) as there) as a",
    ]
    same = [*back.same, f"t.{name}::text is not distinct from a.{name}::text"]
    return _update_back(source, back, "\n        ".join(found), f"a.{was}", same)


def _update_back(source: Place, back: Back, found: str, value: str, same: Sequence[str]) -> str:
    alter = f"alter table {back.table}"
    name = ident(back.column.name)
    lines = [
        f"update {back.table} as t",
        f"set {name} = {value}",
        f"from {found}",
        f"where {' and '.join(same)};",
    ]
    if back.identity:
        always = f"{alter} alter column {name} set generated"
        lines = [f"{always} by default;", *lines, f"{always} always;"]
    if not back.triggers:
        return put_back(source, lines)
    lines = [
        "again := array(",
        "    select format('enable %s trigger %I', case tgenabled when 'A' then 'always' when 'R' then 'replica' end, tgname)",
        f"    from pg_trigger where tgrelid = {quoted(back.table)}::regclass and not tgisinternal and tgenabled <> 'D');",
        f"{alter} disable trigger user;",
        *lines,
        "foreach action in array again loop",
        f"    execute format('alter table %s %s', {quoted(back.table)}, action);",
        "end loop;",
    ]
    return put_back(source, lines, ["again text[]", "action text"])


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


# -- the position of a sequence


def position(to: Place, sequence: str) -> str:
    """Where the sequence stands, unless it was never used."""
    used = [
        f"from {sequence} as s join pg_sequence as q on q.seqrelid = {quoted(sequence)}::regclass",
        "where s.is_called or s.last_value <> q.seqstart",
    ]
    return copy(to, ["select last_value, is_called", f"from {sequence}"], "\n        ".join(used))


def position_back(source: Place, sequence: str, table: str = "", column: str = "") -> str:
    """With a table that stayed: no further back than the column's highest value, which may have been written since."""
    lines = [f"perform setval({quoted(sequence)}, a.last_value, a.is_called) from {source.sql} as a;"]
    behind = [
        f"perform setval({quoted(sequence)}, m.top)",
        f"from {sequence} as s cross join (select max({ident(column)}) as top from {table}) as m",
        "where (m.top, true) > (s.last_value, s.is_called);",
    ]
    return put_back(source, lines, after=behind if table else ())
