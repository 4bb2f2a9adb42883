"""What there is to say of a schema, in chapters: facts as titles, sentences and tables of words. Must not know any format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from neodiff import access
from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.kinds import RANK
from neodiff.review.picture import Box, Line, Picture, lines
from neodiff.review.words import counted, kind_word, phrases, shown
from neodiff.scratch.roles import bypassing
from neodiff.sides import Sides
from neodiff.trials import COMMANDS

# Said in a column of another table, or not at all: an owner is for whoever migrates.
_FOLDED: Final = frozenset(("comment", "owner", "default", "grants", "owned_by", "column"))
_CODE: Final = ("query", "body", "expression", "using", "check", "when")
_NO_SCHEMA: Final = "Without a schema"
# Of more tables a picture is a wall.
MOST: Final = 150


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words. code: the columns that hold names or SQL."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    code: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One object. said: short sentences; sql: what it is made of, where that is a query or a body."""

    id: FactId
    comment: str
    said: list[str]
    grids: list[Grid]
    sql: str

    @property
    def title(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A schema, or all that is in none."""

    name: str
    comment: str
    entries: list[Entry]
    picture: Picture | None

    @property
    def unseen(self) -> str:
        """Why there is no picture, where there are tables."""
        tables = sum(entry.id.kind == "table" for entry in self.entries)
        return f"No picture: more than {MOST} tables" if tables and self.picture is None else ""

    @property
    def contents(self) -> str:
        kinds = dict.fromkeys(entry.id.kind for entry in self.entries)
        return ", ".join(counted(sum(entry.id.kind == kind for entry in self.entries), kind) for kind in kinds)


@dataclass(frozen=True, slots=True)
class Book:
    chapters: list[Chapter]
    facts: FactBase


def book(declaration: Declaration, sides: Sides) -> Book:
    target, blank = sides.target(declaration, sides.server.major), sides.blank(sides.server.major)
    whole = target.facts
    new = [each for each in whole if each not in blank.facts or whole[each].payload != blank.facts[each].payload]
    facts = whole.only(new)
    rights = access.access(facts.facts, bypassing(sides.platform.roles))
    relations = {each for each in facts if each.kind in access.RELATIONS and each.parent is None}
    unmanaged = {each for each in relations if FactId("grants", "", "", each) not in declaration.managed}
    writer = _Writer(facts, rights, unmanaged)
    return Book(list(writer.chapters()), facts)


class _Writer:
    def __init__(self, facts: FactBase, rights: access.Access, unmanaged: Collection[FactId]) -> None:
        self.facts, self.unmanaged = facts, unmanaged
        self.rights: dict[FactId, dict[str, dict[str, str]]] = defaultdict(dict)
        for (relation, role, command), reach in rights.items():
            self.rights[relation].setdefault(role, {})[command] = str(reach)
        self.parts: dict[FactId, list[FactId]] = defaultdict(list)
        for fact_id in facts:
            if fact_id.parent is not None:
                self.parts[fact_id.parent].append(fact_id)
        self.keys = list(lines(facts, facts))
        self.of_child: dict[FactId, list[Line]] = defaultdict(list)
        for line in self.keys:
            self.of_child[line.child].append(line)

    def chapters(self) -> Iterator[Chapter]:
        roots: dict[str, dict[FactId, None]] = defaultdict(dict)
        for fact_id in self.facts:
            root = fact_id.root
            if root.kind == "schema":
                roots[root.name]  # a schema with nothing in it is one, too
            elif root.kind != "role":
                roots[root.schema][root] = None
        for schema in sorted(roots, key=lambda name: (not name, name)):
            found = sorted(roots[schema], key=lambda each: (RANK.get(each.kind, len(RANK)), sort_key(each)))
            found.sort(key=lambda each: each.kind not in access.RELATIONS)
            entries = [self._entry(each) for each in found]
            comment = self._comment(FactId("schema", "", schema))
            yield Chapter(schema or _NO_SCHEMA, comment, entries, self._picture(found))

    def _entry(self, about: FactId) -> Entry:
        fact = self.facts.get(about)
        payload = fact.payload if fact is not None else {}
        said = list(phrases({key: value for key, value in payload.items() if key not in _CODE}))
        if payload.get("returns"):
            said.insert(0, f"returns {shown(payload['returns'])}")
        if fact is None:
            said.append("of the platform: what is listed here is added to it")
        elif about.kind in ("table", "foreign_table") and not payload.get("rls"):
            said.append("no row-level security")
        if about in self.unmanaged:
            said.append("grants are not declared: each database has its own")
        grids = [
            *_arguments(payload),
            *self._columns(about, payload),
            *self._kinds(about),
            *self._access(about),
            *self._grants(about),
        ]
        sql = str(payload.get("query") or payload.get("body") or payload.get("create") or "").strip("\n")
        return Entry(about, self._comment(about), said, grids, sql)

    def _comment(self, about: FactId) -> str:
        fact = self.facts.get(FactId("comment", "", "", about))
        return str(fact.payload["text"]) if fact is not None else ""

    def _columns(self, about: FactId, payload: Mapping[str, Any]) -> Iterator[Grid]:
        columns = sorted((self.facts[each] for each in self.parts[about] if each.kind == "column"), key=_order)
        rows = [self._column(about, column) for column in columns]
        if rows:
            head = ("column", "type", "null", "default", "key", "comment")
            yield _without_empty(Grid("Columns", head, rows, frozenset((0, 1, 3))))
        elif isinstance(payload.get("shape"), list):
            comments = {each.name: self._comment(each) for each in self.parts[about]}
            on = FactId("column", about.schema, "", about)
            cells = [(str(each[0]), str(each[1])) for each in payload["shape"]]
            rows = [(name, of, comments.get(name) or self._comment(on._replace(name=name))) for name, of in cells]
            yield _without_empty(Grid("Columns", ("column", "type", "comment"), rows, frozenset((0, 1))))

    def _column(self, about: FactId, column: Fact) -> tuple[str, ...]:
        payload, name = column.payload, column.id.name
        default = self.facts.get(FactId("default", "", "", column.id))
        value = shown(default.payload.get("expression")) if default is not None else ""
        if payload.get("generated"):
            value = f"generated: {shown(payload['generated'])}"
        elif payload.get("identity"):
            value = f"identity: {shown(payload['identity'])}"
        primary = name in self._primary(about)
        key = ["primary key"] if primary else []
        key += [f"to {line.parent.path}" for line in self.of_child[about] if name in line.columns]
        null = "no" if payload.get("not_null") or primary else "yes"
        return (name, str(payload.get("type", "")), null, value, ", ".join(key), self._comment(column.id))

    def _primary(self, about: FactId) -> Sequence[str]:
        keys = (self.facts[each].payload for each in self.parts[about] if each.kind == "primary_key")
        return next((key.get("columns", ()) for key in keys), ())

    def _kinds(self, about: FactId) -> Iterator[Grid]:
        """Keys, checks, indexes, policies, triggers and all else that is part of it, a table for each kind."""
        kinds: dict[str, list[FactId]] = defaultdict(list)
        for each in self.parts[about]:
            if each.kind not in _FOLDED and each.name:
                kinds[each.kind].append(each)
        for kind in sorted(kinds, key=lambda kind: RANK.get(kind, len(RANK))):
            rows = []
            for each in sorted(kinds[kind], key=sort_key):
                payload = self.facts[each].payload
                sql = "; ".join(f"{key} {shown(payload[key])}" for key in _CODE if payload.get(key))
                plain = {key: value for key, value in payload.items() if key not in _CODE}
                rows.append((each.name, ", ".join(phrases(plain)), sql, self._comment(each)))
            title = kind_word(kind, 2)
            yield _without_empty(
                Grid(title[:1].upper() + title[1:], ("name", "what", "SQL", "comment"), rows, frozenset((0, 2)))
            )

    def _access(self, about: FactId) -> Iterator[Grid]:
        found = self.rights.get(about, {})
        rows = [(role, *(found[role].get(command, "none") for command in COMMANDS)) for role in sorted(found)]
        if rows:
            yield Grid("Who may do what with its rows", ("role", *COMMANDS), rows, frozenset((0,)))

    def _grants(self, about: FactId) -> Iterator[Grid]:
        fact = self.facts.get(FactId("grants", "", "", about))
        if about in self.unmanaged:
            return
        roles = {role: rights for role, rights in (fact.payload if fact else {}).items() if not role.startswith("$")}
        if roles:
            yield Grid(
                "Grants",
                ("role", "privileges"),
                [(role, shown(rights)) for role, rights in roles.items()],
                frozenset((0,)),
            )

    def _picture(self, found: Sequence[FactId]) -> Picture | None:
        """The tables of a schema, and those of others that these refer to or are referred to by."""
        mine = {each for each in found if each.kind == "table"}
        keys = [line for line in self.keys if {line.child, line.parent} & mine]
        near = {end for line in keys for end in (line.child, line.parent)} - mine
        boxes = [Box(each, "", self._size(each)) for each in sorted(mine, key=sort_key)]
        boxes += [Box(each, "", "") for each in sorted(near, key=sort_key)]
        return Picture(boxes, keys, still=True) if mine and len(boxes) <= MOST else None

    def _size(self, about: FactId) -> str:
        return counted(sum(each.kind == "column" for each in self.parts[about]), "column")


def _arguments(payload: Mapping[str, Any]) -> Iterator[Grid]:
    if isinstance(given := payload.get("args"), list) and given:
        rows = [
            (*(shown(each[key]) if each.get(key) else "" for key in ("name", "type", "mode", "default")),)
            for each in given
        ]
        yield _without_empty(Grid("Arguments", ("argument", "type", "mode", "default"), rows, frozenset((0, 1, 3))))


def _order(fact: Fact) -> int:
    return fact.order


def _without_empty(grid: Grid) -> Grid:
    """Without the columns in which nothing stands."""
    kept = [at for at in range(len(grid.head)) if any(row[at] for row in grid.rows)]
    rows = [tuple(row[at] for at in kept) for row in grid.rows]
    code = frozenset(new for new, at in enumerate(kept) if at in grid.code)
    return Grid(grid.title, tuple(grid.head[at] for at in kept), rows, code)
