"""What the entries of one object say, as a multiset in which no accident of history is left.

The order of columns, storage parameters, settings, roles of a policy, members of a family follows commands long gone,
and pg_dump prints some parts inside their object or apart. Knows the statements where that is so; nothing of two dumps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from neodiff.dump.cut import TABLES, Entry
from neodiff.dump.words import Word, closing, find, joined, name_end, split, statements, texts, top_level, with_sorted


@dataclass(frozen=True, slots=True)
class Contents:
    """`columns`: relation and column names in their order, the one thing that the multiset does not say."""

    statements: Counter[str]
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class _Relation:
    """A table, composite type or domain: what was created, its columns' clauses, its constraints."""

    frame: str
    columns: dict[str, list[str]] = field(default_factory=dict)
    constraints: list[str] = field(default_factory=list)

    def elements(self) -> list[str]:
        """The columns and constraints, each with its clauses in alphabetical order."""
        return [" ".join([head[0], *sorted(head[1:])]) for head in self.columns.values()] + self.constraints


@dataclass(slots=True)
class _Reading:
    relations: dict[str, _Relation] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    def contents(self) -> Contents:
        out = Counter(self.rest)
        columns: list[str] = []
        for name, relation in self.relations.items():
            out[relation.frame] += 1
            # names that differ in a line break alone share a header, and so this reading
            prefix = f"{name}: " if len(self.relations) > 1 else ""
            out.update(prefix + element for element in relation.elements())
            columns += [prefix + column for column in relation.columns]
        return Contents(out, tuple(columns))


def read(entries: Sequence[Entry]) -> Contents:
    """What these entries of one object say."""
    reading = _Reading()
    for entry in entries:
        session = entry.session
        for words in statements(entry.body):
            if texts(words, 0, 3) == ("SET", "SESSION", "AUTHORIZATION"):
                session = joined(words[3:])
            elif texts(words, 0, 3) == ("RESET", "SESSION", "AUTHORIZATION"):
                session = ""
            else:
                _statement(reading, entry, words, f"as {session}: " if session else "")
    return reading.contents()


def _statement(reading: _Reading, entry: Entry, words: list[Word], who: str) -> None:
    kind = entry.key.type
    taken = (
        (kind in (*TABLES, "TYPE", "DOMAIN") and _created(reading, entry, words, who))
        or (kind == "DEFAULT" and _default_apart(reading, words))
        or (kind == "CHECK CONSTRAINT" and _check_apart(reading, words))
        or (kind in ("VIEW", "RULE") and _view(reading, words, who))
    )
    if not taken:
        reading.rest.append(who + joined(_canonical(kind, words)) + _place(entry, words))


def _place(entry: Entry, words: Sequence[Word]) -> str:
    """The tablespace and access method that a statement takes from the settings around it."""
    if words[0].text == "ALTER":
        # of ALTER TABLE ... ADD CONSTRAINT, those that make an index
        at = find(words, "ADD")
        makes = texts(words, at + 1, at + 2) == ("CONSTRAINT",) and words[at + 3].text in (
            "PRIMARY",
            "UNIQUE",
            "EXCLUDE",
        )
    else:
        makes = words[0].text == "CREATE"
    if not makes:
        return ""
    # a partitioned table has no storage; its access method is a statement of its own since PostgreSQL 17
    partitioned = entry.key.type == "TABLE" and find(words, "PARTITION") < len(words)
    method = f" USING {entry.method}" if entry.method and not partitioned else ""
    return method + (f" TABLESPACE {entry.tablespace}" if entry.tablespace else "")


def _created(reading: _Reading, entry: Entry, words: list[Word], who: str) -> bool:
    """CREATE TABLE, CREATE TYPE ... AS (...), CREATE DOMAIN, cut into elements."""
    at = 2 if words[1].text in ("UNLOGGED", "FOREIGN") else 1
    if words[0].text != "CREATE" or words[at].text not in ("TABLE", "TYPE", "DOMAIN"):
        return False
    end = name_end(words, at + 1)
    name, opening = joined(words[at + 1 : end]), end
    if words[at].text == "DOMAIN":
        head, *clauses = _clauses(words)
        reading.relations[name] = _Relation(who + head, constraints=clauses)
        return True
    if words[at].text == "TYPE":
        if texts(words, end, end + 2) != ("AS", "("):
            return False
        opening = end + 1
    elif texts(words, end, end + 1) == ("OF",):
        opening = name_end(words, end + 1)
    relation = _Relation("")
    frame = words
    if texts(words, opening, opening + 1) == ("(",):
        close = closing(words, opening)
        frame = [*words[: opening + 1], Word("...", False), Word(")", False), *words[close + 1 :]]
        for element in split(words[opening + 1 : close]):
            # a column so called would be in quotes
            if element[0].text in ("CONSTRAINT", "NOT", "CHECK"):
                relation.constraints.append(joined(element))
            else:
                relation.columns[element[0].text] = _clauses(element)
    relation.frame = who + joined(_canonical(entry.key.type, frame)) + _place(entry, frame)
    reading.relations[name] = relation
    return True


def _clauses(words: Sequence[Word]) -> list[str]:
    """A column or domain: name and type, then each DEFAULT, NOT NULL and CONSTRAINT.

    pg_get_expr() puts every operator of a default in brackets, so outside of them the words can only be clauses.
    """
    starts = [0]
    for i in top_level(words, 1):
        text, before = words[i].text, words[i - 1].text
        named = texts(words, starts[-1], starts[-1] + 1) == ("CONSTRAINT",) and i == starts[-1] + 2
        if (
            text == "CONSTRAINT"
            or (text == "DEFAULT" and before != "BY")
            or (text == "NOT" and texts(words, i + 1, i + 2) == ("NULL",) and not named)
        ):
            starts.append(i)
    return [joined(words[a:b]) for a, b in zip(starts, [*starts[1:], len(words)])]


def _target(words: Sequence[Word]) -> tuple[str, int]:
    """The name in ALTER [FOREIGN] TABLE [ONLY] name, ALTER DOMAIN name, and where it ends."""
    start = next(i for i, word in enumerate(words) if word.text in ("TABLE", "DOMAIN")) + 1
    start += words[start].text == "ONLY"
    end = name_end(words, start)
    return joined(words[start:end]), end


def _default_apart(reading: _Reading, words: Sequence[Word]) -> bool:
    name, end = _target(words)
    relation = reading.relations.get(name)
    if relation is None or texts(words, end, end + 2) != ("ALTER", "COLUMN"):
        return False
    clauses = relation.columns.get(words[end + 2].text)
    # an inherited column is not in CREATE TABLE: its own default is always apart
    if clauses is None or texts(words, end + 3, end + 5) != ("SET", "DEFAULT"):
        return False
    clauses.append(joined(words[end + 4 :]))
    return True


def _check_apart(reading: _Reading, words: Sequence[Word]) -> bool:
    name, end = _target(words)
    relation = reading.relations.get(name)
    if relation is None or texts(words, end, end + 2) != ("ADD", "CONSTRAINT"):
        return False
    relation.constraints.append(joined(words[end + 1 :]))
    return True


def _view(reading: _Reading, words: list[Word], who: str) -> bool:
    """A view that pg_dump creates empty and replaces later is the one it is replaced by."""
    replaces = texts(words, 0, 4) == ("CREATE", "OR", "REPLACE", "VIEW")
    if not replaces and texts(words, 0, 2) != ("CREATE", "VIEW"):
        return False
    plain = [words[0], *words[3:]] if replaces else words
    name = joined(plain[2 : name_end(plain, 2)])
    text = who + joined(_canonical("VIEW", plain))
    if name in reading.views:
        reading.rest[reading.views[name]] = text
    else:
        reading.views[name] = len(reading.rest)
        reading.rest.append(text)
    return True


# kind of entry -> the word after which its list stands
_LISTS: Final = {"OPERATOR FAMILY": "ADD", "OPERATOR CLASS": "AS"}


def _canonical(kind: str, words: list[Word]) -> list[Word]:
    """A statement with its unordered lists in alphabetical order."""
    for i in range(len(words) - 1, 0, -1):
        # storage parameters; SET ( is one in ALTER only, and an update of several columns elsewhere
        if words[i].text == "(" and (
            words[i - 1].text == "WITH" or texts(words, i - 1, i) + texts(words, 0, 1) == ("SET", "ALTER")
        ):
            words = with_sorted(words, i + 1, closing(words, i))
    if kind in ("FUNCTION", "PROCEDURE", "AGGREGATE"):
        return _settings_sorted(words)
    if kind == "POLICY" and (start := find(words, "TO") + 1) <= len(words):
        return with_sorted(words, start, min(find(words, "USING", start), find(words, "WITH", start)))
    # these follow the order of the table's columns
    if kind == "PUBLICATION TABLE" and (opening := find(words, "(")) < len(words):
        return with_sorted(words, opening + 1, closing(words, opening))
    # in the order in which they were added
    if kind in _LISTS and (start := find(words, _LISTS[kind]) + 1) < len(words):
        return with_sorted(words, start, len(words))
    if kind == "STATISTICS" and words[0].text == "CREATE":
        return with_sorted(words, find(words, "ON") + 1, find(words, "FROM"))
    return words


def _settings_sorted(words: list[Word]) -> list[Word]:
    """CREATE FUNCTION with its SET clauses sorted; pg_dump prints their values as strings only."""
    # the body is text after AS, or SQL with words of its own
    body = min(find(words, "AS"), find(words, "BEGIN"), find(words, "RETURN"))
    starts = [i for i in top_level(words[:body]) if words[i].text == "SET"]
    if len(starts) < 2 or words[0].text != "CREATE":
        return words
    last = find(words, "TO", starts[-1]) + 2
    while texts(words, last, last + 1) == (",",):
        last += 2
    clauses = sorted(joined(words[a:b]) for a, b in zip(starts, [*starts[1:], last]))
    return [*words[: starts[0]], *(Word(clause, True) for clause in clauses), *words[last:]]
