"""Cuts the plain text of pg_dump into its entries. Knows their headers and settings, not what their SQL says.

Source of the layout: _printTocEntry() and its neighbours in pg_backup_archiver.c of PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final, NamedTuple

from neodiff.sql import HIDDEN_OPTION, ident, split_name, tokens

TABLES: Final = ("TABLE", "FOREIGN TABLE")

_HEADER: Final = re.compile(r"^--\n-- Name: (.*); Type: ([A-Z][A-Z ]*); Schema: (.*?); Owner: .*\n--\n", re.M)
_COMPLETE: Final = "\n--\n-- PostgreSQL database dump complete\n--\n"
_AFTER_COMPLETE: Final = re.compile(r"\s*(?:\\unrestrict [A-Za-z0-9]+\s*)?\Z")
_HEAD: Final = re.compile(
    r"(?:\s+|--[^\n]*|\\restrict [A-Za-z0-9]+\n|SET [a-z_]+ = [^\n]*;\n"
    r"|SELECT pg_catalog\.set_config\('search_path', '', false\);\n)*+\Z"
)
_NAME: Final = r'(?:"(?:[^"]|"")*"|[^\s".;]+)'
# what pg_dump says between two entries, for those that come
_SETTINGS: Final = re.compile(
    rf"^(?:SET (?:default_tablespace|default_table_access_method) = (?:'[^'\n]*'|{_NAME});\s*"
    rf"|SET SESSION AUTHORIZATION (?:'(?:[^']|'')*'|{_NAME});\s*)+\Z",
    re.M,
)
_SETTING: Final = re.compile(rf"SET (\w+)(?: =| AUTHORIZATION) ('(?:[^']|'')*'|{_NAME});\s*")
# text in which every quote is closed, as a lexer would find it too, where it has no block comment and no backslash
_CLOSED: Final = re.compile(
    r"""(?:[^'"$\\/-]++|'[^'\\]*+'|"[^"\\]*+"|--[^\n]*+|-|/(?!\*)|(?<![\w$])\$(?P<tag>(?!\d)\w*)\$(?s:.*?)\$(?P=tag)\$)*+"""
)
_TARGET: Final = re.compile(rf"\s*ALTER (?:FOREIGN )?(TABLE|DOMAIN) (?:ONLY )?({_NAME}(?:\.{_NAME})*)")

_SECRET: Final = re.compile(
    rf"""^(    (?:"(?:[^"]|"")*(?:{HIDDEN_OPTION})"|[^\s"']*(?:{HIDDEN_OPTION}))) E?'(?:[^']|'')*'""", re.M | re.I
)

_NORMAL_HEAD: Final = """\
--
-- PostgreSQL database schema
--

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

"""


class Key(NamedTuple):
    """What an entry is about, in pg_dump's words; `schema` is empty for what lives in none."""

    type: str
    schema: str
    name: str

    def __str__(self) -> str:
        """For people: `table public.profiles`."""
        return f"{self.type.lower()} {f'{self.schema}.{self.name}' if self.schema else self.name}"


class Entry(NamedTuple):
    """One entry: its own key, its SQL, and the settings it was printed under as far as they concern it."""

    key: Key
    body: str
    tablespace: str = ""
    method: str = ""
    session: str = ""


def trimmed(text: str) -> str:
    """The entries of a dump with the settings between them; what is before and after says nothing of the schema.

    Raises:
        ValueError: this is not the whole plain text of pg_dump, so that comparing it would prove nothing.
    """
    end = text.rfind(_COMPLETE)
    if end < 0 or not _AFTER_COMPLETE.match(text, end + len(_COMPLETE)):
        raise ValueError("expected the plain text of pg_dump to its last line, got one that is cut off")
    first = _HEADER.search(text, 0, end + 1)
    head = first.start() if first else end
    # the first entry's settings are at the end of the head
    settings = _SETTINGS.search(text, 0, head)
    start = settings.start() if settings else head
    if not _HEAD.match(text[:start]):
        raise ValueError("expected entries with headers, as pg_dump writes without --verbose and --clean")
    return text[start:end].rstrip("\n") + "\n"


def normalised(text: str) -> str:
    """A dump as one commits it: no versions, random keys or times; psql loads it.

    Raises:
        ValueError: this is not the whole plain text of pg_dump.
    """
    return _NORMAL_HEAD + trimmed(text) + _COMPLETE


def cut(body: str) -> dict[Key, list[Entry]]:
    """The entries of trimmed text, under the key of the object each is part of, in the order of the dump."""
    groups: dict[Key, list[Entry]] = {}
    state = {"default_tablespace": "", "default_table_access_method": "", "SESSION": ""}
    headers = _headers(body)
    _advance(state, body[: headers[0].start()] if headers else body)
    for header, following in zip(headers, [*headers[1:], None]):
        name, kind, schema = header.groups()
        key = Key(kind, "" if schema == "-" else schema, name)
        text = body[header.end() : following.start() if following else len(body)]
        settings = _SETTINGS.search(text)
        entry = _entry(key, text[: settings.start()] if settings else text, state)
        groups.setdefault(_home(entry, groups), []).append(entry)
        if kind == "ACL":
            # grants of another grantor end with RESET SESSION AUTHORIZATION
            state["SESSION"] = ""
        if settings:
            _advance(state, settings[0])
    return groups


def _entry(key: Key, text: str, state: dict[str, str]) -> Entry:
    # settings stay as they are over entries that they do not concern
    stored = key.type in ("TABLE", "MATERIALIZED VIEW")
    placed = stored or key.type in ("INDEX", "CONSTRAINT")
    return Entry(
        key,
        text.strip("\n"),
        state["default_tablespace"] if placed else "",
        state["default_table_access_method"] if stored else "",
        state["SESSION"],
    )


def _advance(state: dict[str, str], settings: str) -> None:
    for name, value in _SETTING.findall(settings):
        state[name] = "" if value in ("''", "heap", "DEFAULT") else value


def _headers(body: str) -> list[re.Match[str]]:
    """The headers of entries, without what looks like one inside a function body, a comment or a quoted name."""
    found: list[re.Match[str]] = []
    at = 0
    for header in _HEADER.finditer(body):
        if header.start() < at:
            continue
        end = _open_end(body, at, header.start())
        if end is None:
            found.append(header)
            at = header.end()
        else:
            at = end
    return found


def _open_end(body: str, start: int, stop: int) -> int | None:
    """Where the quote ends that is open at `stop`; None where none is. `start` is outside of all quotes."""
    if _CLOSED.fullmatch(body, start, stop):
        return None
    # the slice ends with a line break: a token that is not white space and holds it is not terminated
    last = "space"
    for kind, _, _ in tokens(body[start:stop]):
        last = kind
    if last == "space":
        return None
    return next(
        (start + at + len(text) for _, text, at in tokens(body[start:]) if start + at + len(text) > stop), len(body)
    )


def _home(entry: Entry, known: dict[Key, list[Entry]]) -> Key:
    """The key of the object that this entry is part of, where pg_dump may print it inside or apart.

    It prints apart what would make a circle (a check that calls a function of the table's own row type, a view that
    needs a primary key), so the same schema can come either way.
    """
    kind, schema, name = entry.key
    if kind == "RULE" and name.endswith(" _RETURN") and entry.body.startswith("CREATE OR REPLACE VIEW "):
        homes = [Key("VIEW", schema, name.removesuffix(" _RETURN"))]
    elif kind in ("DEFAULT", "CHECK CONSTRAINT") and (target := _TARGET.match(entry.body)):
        parts = split_name(target[2]) or [""]
        # headers are one line each
        relation = parts[-1].replace("\n", " ").replace("\r", " ")
        homes = [Key(of, schema, relation) for of in ((*TABLES, "VIEW") if target[1] == "TABLE" else ("DOMAIN",))]
    else:
        return entry.key
    return next((home for home in homes if home in known), entry.key)


def without(
    text: str,
    types: Collection[str],
    owners: Collection[str] = (),
    keys: Collection[Key] = (),
    spared: Collection[str] = (),
) -> str:
    """A dump that loads without the entries of these types and keys, or of objects that one of these roles owns.

    spared: schemas whose entries stay, whoever owns them
    """
    end = text.rfind(_COMPLETE)
    body = text[: end if end >= 0 else len(text)]
    headers = _headers(body)
    parts = [body[: headers[0].start()] if headers else body]
    for header, following in zip(headers, [*headers[1:], None]):
        owner = header[0].rsplit("; Owner: ", 1)[1].split("\n")[0].split("; Tablespace: ")[0]
        own = owner not in owners or header[3] in spared
        if header[2] not in types and own and _key(header) not in keys:
            parts.append(body[header.start() : following.start() if following else len(body)])
    return "".join(parts)


def parts(text: str, most: int) -> list[str]:
    """A dump in scripts of at most so many entries each, to be run one after the other in one session."""
    starts = [header.start() for header in _headers(text)][most::most]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)])]


def picked(text: str, keys: Collection[Key]) -> str:
    """The entries under these keys, and the comments on them, as they stand in the dump."""
    body = trimmed(text)
    headers = _headers(body)
    comments = {_comment_key(key) for key in keys}
    parts = []
    for header, following in zip(headers, [*headers[1:], None]):
        if _key(header) in keys or _key(header) in comments:
            entry = body[header.start() : following.start() if following else len(body)]
            parts.append(_SETTINGS.sub("", entry).rstrip("\n") + "\n")
    return "\n\n".join(parts)


def rewritten(text: str, types: Collection[str], change: Callable[[str], str]) -> str:
    """A dump with the SQL of the entries of these types changed."""
    headers = _headers(text)
    parts = [text[: headers[0].start()] if headers else text]
    for header, following in zip(headers, [*headers[1:], None]):
        entry = text[header.start() : following.start() if following else len(text)]
        parts.append(change(entry) if header[2] in types else entry)
    return "".join(parts)


def joined(text: str, more: str) -> str:
    """A dump with more entries behind its own."""
    if not more:
        return text
    end = text.rfind(_COMPLETE)
    return f"{text[:end]}\n\n{more}{text[end:]}"


def _key(header: re.Match[str]) -> Key:
    name, kind, schema = header.groups()
    return Key(kind, "" if schema == "-" else schema, name)


def _comment_key(key: Key) -> Key:
    table, _, name = key.name.partition(" ")
    return Key("COMMENT", key.schema, f"{key.type} {ident(name)} ON {ident(table)}")


def entry(kind: str, name: str, owner: str, run: Sequence[str]) -> str:
    """SQL as an entry of pg_dump's, of an object that is in no schema."""
    head = f"Name: {name}; Type: {kind}; Schema: -; Owner: {owner}".replace("\n", " ").replace("\r", " ")
    return f"--\n-- {head}\n--\n\n" + "\n".join(f"{sql};" for sql in run) + "\n"


def masked(text: str) -> str:
    """A dump that holds no password: what foreign servers and their users log in with is `***`."""
    headers = _headers(text)
    parts = [text[: headers[0].start()] if headers else text]
    for header, following in zip(headers, [*headers[1:], None]):
        entry = text[header.start() : following.start() if following else len(text)]
        parts.append(_SECRET.sub(r"\1 '***'", entry) if header[2] in ("USER MAPPING", "SERVER") else entry)
    return "".join(parts)
