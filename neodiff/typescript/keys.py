"""Foreign keys of tables, and what they mean for views that show their columns, as PostgREST has it. Must not know TypeScript.

Which column of a table a view's column is, only the view's rule tells: its node tree is read as far as its target list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import psycopg

# outfuncs.c: a backslash escapes what would end a part
_PART: Final = re.compile(r"[(){}]|(?:\\.|[^\s(){}\\])+", re.DOTALL)
_Origin = tuple[int, int]  # oid of a relation, number of its column
_Place = tuple[str, str]  # schema, name


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key of a table, or what one means for views that show its columns."""

    name: str
    schema: str
    relation: str
    columns: tuple[str, ...]
    one_to_one: bool
    other_schema: str
    other: str
    other_columns: tuple[str, ...]


# conkey in order; whether the same columns, by number, are a key of the table
_KEYS: Final = """
    select k.conname::text, k.conrelid::int8, k.conkey::int[], k.confrelid::int8, k.confkey::int[],
        exists (select from pg_constraint u where u.conrelid = k.conrelid and u.contype in ('p', 'u')
            and array(select c from unnest(u.conkey) c order by c)::int[] = k.conkey::int[])
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname = any (%s)"""
_NAMES: Final = """
    select c.oid::int8, n.nspname::text, c.relname::text,
        (select coalesce(jsonb_object_agg(a.attnum, a.attname), '{}') from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'f', 'v', 'm')"""
_RULES: Final = """
    select c.oid::int8, n.nspname = any (%s), r.ev_action::text
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and r.rulename = '_RETURN' order by c.oid"""


@dataclass(frozen=True, slots=True)
class _End:
    """One side of a key: a relation with columns in the key's order."""

    relation: int
    columns: tuple[str, ...]


def keys(conn: psycopg.Connection[Any], schemas: Collection[str]) -> list[Key]:
    """Of tables first, then what they are for views, in no order."""
    names: dict[int, tuple[str, str, dict[int, str]]] = {
        oid: (schema, name, {int(number): column for number, column in columns.items()})
        for oid, schema, name, columns in conn.execute(_NAMES.encode()).fetchall()
    }
    shown = _shown(conn, schemas, names)
    tables: list[Key] = []
    views: list[Key] = []
    for name, child, columns, parent, others, one in conn.execute(_KEYS.encode(), [list(schemas)]).fetchall():
        here, there = (
            _End(oid, tuple(names[oid][2][number] for number in numbers))
            for oid, numbers in ((child, columns), (parent, others))
        )
        tables.append(_key(name, here, there, one, names))
        heres = list(_through(child, columns, shown))
        theres = list(_through(parent, others, shown))
        for one_end, other_end in (
            *((end, there) for end in heres),
            *((here, end) for end in theres),
            *product(heres, theres),
        ):
            views.append(_key(name, one_end, other_end, one, names))
    return [*tables, *views]


def _key(name: str, here: _End, there: _End, one: bool, names: dict[int, tuple[str, str, dict[int, str]]]) -> Key:
    schema, relation, _ = names[here.relation]
    other_schema, other, _ = names[there.relation]
    return Key(name, schema, relation, here.columns, one, other_schema, other, there.columns)


def _through(table: int, columns: list[int], shown: dict[int, dict[_Origin, list[str]]]) -> Iterator[_End]:
    """The views that show all these columns of the table, in every combination where one is shown twice."""
    for view, origins in shown.items():
        found = [origins.get((table, number), []) for number in columns]
        yield from (_End(view, combination) for combination in product(*found))


def _shown(
    conn: psycopg.Connection[Any], schemas: Collection[str], names: dict[int, tuple[str, str, dict[int, str]]]
) -> dict[int, dict[_Origin, list[str]]]:
    """view -> column of a relation, through other views too -> the view's columns that are it."""
    targets: dict[int, dict[int, _Origin]] = {}
    wanted = []
    for oid, exposed, action in conn.execute(_RULES.encode(), [list(schemas)]).fetchall():
        targets[oid] = {number: origin for number, origin in _targets(action) if number in names[oid][2]}
        wanted += [oid] if exposed else []
    out: dict[int, dict[_Origin, list[str]]] = {}
    for view in wanted:
        found: dict[_Origin, list[str]] = defaultdict(list)
        for number, origin in targets[view].items():
            passed = {view}
            while True:
                found[origin].append(names[view][2][number])
                beyond = targets.get(origin[0], {}).get(origin[1])
                if beyond is None or origin[0] in passed:
                    break
                passed.add(origin[0])
                origin = beyond
        out[view] = found
    return out


def _targets(action: str) -> Iterator[tuple[int, _Origin]]:
    """(number, origin) of each column of a query that is one of a relation, from the text of its node tree.

    It is `({QUERY ... :targetList ({TARGETENTRY ... :resno 1 ... :resorigtbl 16384 :resorigcol 2 ...} ...) ...})`.
    """
    depth, inside, label, entry = 0, False, "", dict[str, int]()
    for at in _PART.findall(action):
        if at in "({":
            depth += 1
        elif at in ")}":
            depth -= 1
            if inside and depth == 3:
                if entry.get(":resorigtbl"):
                    yield entry[":resno"], (entry[":resorigtbl"], entry[":resorigcol"])
                entry = {}
            inside = inside and depth > 2
        elif at == ":targetList" and depth == 2:
            inside = True
        elif inside and depth == 4 and label in (":resno", ":resorigtbl", ":resorigcol"):
            entry[label] = int(at)
        label = at
