"""Texts that PostgreSQL printed of arrays: what is read again is what was printed, and nothing else is touched."""

from __future__ import annotations

import psycopg
import pytest

from neodiff.deparsed import faithful, payload
from neodiff.scratch.databases import Databases

CAST = "(ARRAY['a'::character varying])::text[]"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"(s)::text = ANY ({CAST})", "(s)::text = ANY (ARRAY['a'::character varying])"),
        ("s::text <> ALL (ARRAY['a'::character varying]::text[])", "s::text <> ALL (ARRAY['a'::character varying])"),
        ("(n = ANY ((ARRAY[1, 2])::numeric[]))", "(n = ANY ((ARRAY[1, 2])::anyarray::numeric[]))"),
        ("f((ARRAY[s])::text[])", "f(ARRAY[s])"),
        (f"f({CAST})", "f((ARRAY['a'::character varying])::anyarray::text[])"),
        (
            "s = ANY ((ARRAY['it''s'::character varying, ']::text[]'::character varying])::text[])",
            "s = ANY (ARRAY['it''s'::character varying, ']::text[]'::character varying])",
        ),
    ],
)
def test_cast_of_an_array(text: str, wanted: str) -> None:
    assert faithful(text) == wanted
    assert faithful(wanted) == wanted


@pytest.mark.parametrize(
    "text",
    [
        f"'x = ANY ({CAST.replace(chr(39), chr(39) * 2)})'",
        f"E'\\' x = ANY ((ARRAY[1])::numeric[])' || '{CAST.replace(chr(39), chr(39) * 2)}'",
        f'"x = ANY ({CAST})"',
        f"$_$ x = ANY ({CAST}) $_$",
        f"$$ '; x = ANY ({CAST}) $$",
        f"-- x = ANY ({CAST})\n",
        f"/* /* ' */ x = ANY ({CAST}) */",
        '"ARRAY"[1]::text[]',
        '(ARRAY[1])::"text[]"',
        "ARRAY[]::text[]",
        "(ARRAY[]::character varying[])::text[]",
        "(ARRAY['a'::text])::public.texts",
        "(ARRAY['a'::character varying])::text",
        "x = ANY (ARRAY[('a'::character varying)::text])",
        "x = ANY (ARRAY( SELECT s FROM t)::text[])",
        "ARRAY[(x)::text]::anyarray::text[]",
        "ARRAY[1",
        "(ARRAY[1])::",
    ],
)
def test_anything_else_stays(text: str) -> None:
    assert faithful(text) == text


def test_only_what_was_printed_is_touched() -> None:
    text = f"x = ANY ({CAST})"
    names = {"body": text, "labels": [text], "args": [text], "options": {"x": text}}
    assert payload(names) == names
    assert payload({"columns": [{"expression": text}]}) == {"columns": [{"expression": faithful(text)}]}


@pytest.mark.parametrize(
    "expression",
    [
        "v in ('a', 'b')",
        "v not in ('it''s', E'b\\\\]::text[]')",
        "d in ('a', 'b')",
        "v = any (array[v, 'b'])",
        "v = any (array[c])",
        "v = any (array[]::varchar[])",
        "v = any (array['a', null]::varchar(5)[])",
        "v = any ('{a}'::varchar[])",
        "n = any (array[1, -2, i])",
        "i = any (array[n]::numeric[]::int[])",
        "f > all (array[m, m])",
        "tags || array[case when v in ('a', 'b') and n = any (array[1]) then v end, array_to_string(tags || array[v], '')::varchar(20)]",
        "v = any (array[case when v in ('a', 'b') then v end, 'b'])",
        "v = any (array[array['a', v], array['c', 'd']])",
        "z = any (array[ts])",
        "tags || array[v]",
        "tags || array['a'::varchar]",
        "array[tags, array[v]]",
        "array[v]::varchar[]::text[]",
        "array_length(array['a'::varchar]::varchar[]::text[], 1)",
        "case when i > 0 then array[v] else tags end",
        "jsonb_extract_path(j, variadic array[v])",
        "j ?| array[v]",
        "array['a']::texts",
        "exists (select from t u where u.v in ('a', 'b') and u.tags = u.tags || array[u.v])",
    ],
)
@pytest.mark.parametrize("pretty", [False, True])
def test_is_stored_as_it_was(scratch: Databases, expression: str, pretty: bool) -> None:
    with scratch.fresh() as dsn, psycopg.connect(dsn) as conn:
        conn.execute(
            "create domain d as varchar; create domain texts as text[]; create table t (v varchar(20), d d, c char(3), "
            "n numeric, m numeric(9, 2), i int, f float8, tags text[], j jsonb, ts timestamp(3), z timestamptz)"
        )

        def stored(query: str) -> tuple[str, str]:
            conn.execute(f"create or replace view s as {query}".encode())
            row = conn.execute(
                "select pg_get_viewdef('s'::regclass, false), pg_get_viewdef('s'::regclass, true)"
            ).fetchone()
            assert row is not None
            return row[0], row[1]

        first = stored(f"select {expression} as x from t where ({expression}) is not null")
        assert stored(faithful(first[pretty])) == first
