"""Writing SQL safely: identifiers, literals, dollar quotes, and the one lexer. Knows no object kind and no database.

Quoting follows PostgreSQL's quote_ident() and quote_literal(); the word list is pg_get_keywords() of PostgreSQL 18
without the unreserved ones (a superset of 14-17), held equal to the server's by a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Final

KEYWORDS: Final = frozenset(
    """all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
    char character check coalesce collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
    desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
    grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
    json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
    lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not
    notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real
    references returning right row select session_user setof similar smallint some substring symmetric system_user table
    tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose
    when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable""".split()
)
# What the name of an option ends with whose value nobody may see.
HIDDEN_OPTION: Final = "pass(?:word|wd|code|phrase)?|secret|token|credentials?|key"
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_$]*\Z")
_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*)
  | (?P<block>/\*)
  | (?P<string>[eEbBxXnN]'(?:[^'\\]|\\.|'')*' | [uU]&'(?:[^']|'')*' | '(?:[^']|'')*')
  | (?P<quoted>[uU]&"(?:[^"]|"")*" | "(?:[^"]|"")*")
  | (?P<dollar>\$(?P<tag>[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*)?\$)
  | (?P<param>\$\d+)
  | (?P<word>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*)
  | (?P<number>\d[\w.]*|\.\d+)
  | (?P<op>::|<=|>=|<>|!=|:=|=>|\|\||.)
    """,
    re.X | re.S,
)


def ident(name: str) -> str:
    """`name` as an SQL identifier, quoted only where PostgreSQL's quote_ident() would."""
    if _PLAIN.match(name) and name not in KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def qualified(schema: str, name: str) -> str:
    return f"{ident(schema)}.{ident(name)}"


def idents(names: Iterable[str]) -> str:
    return ", ".join(ident(name) for name in names)


def literal(text: str) -> str:
    """`text` as a string constant, valid whatever standard_conforming_strings says."""
    quoted = "'" + text.replace("'", "''") + "'"
    return " E" + quoted.replace("\\", "\\\\") if "\\" in text else quoted


def dollar_quote(body: str) -> str:
    """`body` between dollar quotes whose tag does not occur in it."""
    tags = chain(["$$", "$function$"], (f"$function{n}$" for n in count(2)))
    tag = next(tag for tag in tags if tag[:-1] not in body)
    return f"{tag}{body}{tag}"


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, text, offset) of each token, white space and comments included; unterminated ones run to the end.

    Kinds: space comment string quoted word number param op. Source: PostgreSQL docs, "Lexical Structure".
    """
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None
        assert match.lastgroup is not None
        kind, end = match.lastgroup, match.end()
        if kind == "tag":
            kind = "dollar"
        if kind == "block":
            kind, end = "comment", _block_comment_end(text, at)
        elif kind == "dollar":
            close = text.find(match[0], end)
            kind, end = "string", len(text) if close < 0 else close + len(match[0])
        elif kind == "op" and match[0] in "'\"":
            kind, end = "string" if match[0] == "'" else "quoted", len(text)
        yield kind, text[at:end], at
        at = end


def _block_comment_end(text: str, at: int) -> int:
    depth = 0
    for mark in re.finditer(r"/\*|\*/", text[at:]):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return at + mark.end()
    return len(text)


def significant(text: str) -> list[tuple[str, str, int]]:
    """The tokens of `text` without white space and comments."""
    return [token for token in tokens(text) if token[0] not in ("space", "comment")]


def name_of(token: tuple[str, str, int]) -> str | None:
    """The identifier a word or quoted token stands for, folded as PostgreSQL folds it."""
    kind, text, _ = token
    if kind == "word":
        return text.lower()
    if kind == "quoted" and text.startswith('"'):
        return text[1:-1].replace('""', '"')
    return None


def split_name(text: str) -> list[str] | None:
    """The parts of a dotted SQL name such as `app."My Table".id`; None where it is not one."""
    parts, expect_name = [], True
    for token in significant(text):
        if expect_name:
            name = name_of(token)
            if name is None:
                return None
            parts.append(name)
        elif token[1] != ".":
            return None
        expect_name = not expect_name
    return None if expect_name else parts


def parenthesised(expression: str) -> str:
    """`expression` in parentheses, unless it already is as a whole."""
    found = significant(expression)
    expression = expression.strip()
    if "--" in expression.rpartition("\n")[2] and list(tokens(expression))[-1][0] == "comment":
        expression += "\n"  # a comment would swallow what follows it
    depth = 0
    for i, (_, text, _at) in enumerate(found):
        depth += (text == "(") - (text == ")")
        if depth == 0 and i < len(found) - 1:
            break
    else:
        if found and found[0][1] == "(":
            return expression
    return f"({expression})"


def statements(script: str) -> list[str]:
    """The statements of a script without their semicolons; empty ones are left out. Knows BEGIN ATOMIC bodies and the
    lists of CREATE RULE."""
    out: list[str] = []
    start, depth, inside, previous = 0, 0, 0, ""
    blank = True
    for kind, text, at in tokens(script):
        if kind in ("space", "comment"):
            continue
        if kind == "word":
            word = text.lower()
            if word == "atomic" and previous == "begin":
                depth = 1
            elif depth:
                depth += (word == "case") - (word == "end")
            previous = word
        inside += (text == "(") - (text == ")") if kind == "op" else 0
        if text == ";" and depth == 0 and inside <= 0:
            if not blank:
                out.append(script[start:at].strip())
            start, blank = at + 1, True
            continue
        blank = False
    if not blank:
        out.append(script[start:].strip())
    return out


def generated_name(*parts: str, label: str) -> str:
    """The name PostgreSQL gives an unnamed constraint, index or sequence (makeObjectName() in commands/indexcmds.c):
    name1_name2_label, the longer of the two names cut until all fits in 63 bytes, never inside a character."""
    first, second = parts[0].encode(), "_".join(parts[1:]).encode()
    room = 63 - len(label.encode()) - 1 - (1 if second else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    names = (
        [first.decode(errors="ignore"), second.decode(errors="ignore")] if second else [first.decode(errors="ignore")]
    )
    return "_".join([*names, label])
