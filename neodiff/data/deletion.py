"""Deleting rows of a table that foreign keys act on: first it is made sure that nothing goes along that nobody planned.

Knows the table's name and the conditions of its rows, no change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from neodiff.data import block
from neodiff.data.block import quoted
from neodiff.data.joined import TARGET

ACTS: Final = ("cascade", "set null", "set default")
LABEL: Final = "removal"
DECLARE: Final = ("doomed tid[]", "child record")


def lines(name: str, path: str, found: Sequence[str], where: str, counted: Sequence[str]) -> list[str]:
    """The body of a block labelled LABEL, up to and with the DELETE.

    name, path: the table in SQL and for people; found, where: what its rows are joined with, and the conditions;
    counted: the lines that check how many rows are in `doomed`
    """
    return [
        "    doomed := array(",
        f"        select {TARGET}.ctid from {name} as {TARGET}{',' if found else ''}",
        *(f"        {line}" for line in found),
        f"        where {where}",
        f"        for update of {TARGET});",
        *counted,
        *_nothing_left(name, path),
        f"    delete from {name} as {TARGET} where {TARGET}.ctid = any ({LABEL}.doomed);",
    ]


def _nothing_left(name: str, path: str) -> list[str]:
    """What goes along is planned before, row by row. The keys are those that are there now, of whatever table."""
    message = f"rows that nobody planned would be deleted or changed with it: % rows of % refer to rows of {block.plain(path)}"
    return [
        "    for child in",
        "        select k.conrelid::regclass as name, string_agg(format('c.%I = t.%I', c.attname, p.attname), ' and ') as leads",
        "        from pg_constraint as k",
        "        cross join unnest(k.conkey, k.confkey) as pair (referring, referred)",
        "        join pg_attribute as c on c.attrelid = k.conrelid and c.attnum = pair.referring",
        "        join pg_attribute as p on p.attrelid = k.confrelid and p.attnum = pair.referred",
        f"        where k.contype = 'f' and k.confrelid = {quoted(name)}::regclass and k.confdeltype in ('c', 'n', 'd')",
        "        group by k.oid, k.conrelid",
        "    loop",
        "        execute format(",
        "            'select count(*) from %s as c join %s as t on %s where t.ctid = any (%L::tid[])'",
        "            ' and not (c.tableoid = t.tableoid and c.ctid = any (%L::tid[]))',",
        f"            child.name, {quoted(name)}, child.leads, doomed, doomed) into n;",
        "        if n > 0 then",
        *block.refusal(message, "n", "child.name", indent=12),
        "        end if;",
        "    end loop;",
    ]
