"""Names in SQL that nothing bears: relations, columns and routines, with the nearest name that there is.

Reads sqlglot's trees and complains only where it is certain; PostgreSQL on scratch finds the rest. Must not know files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neodiff.declare.catalog_names import SYSTEM_COLUMNS, Columns, Known, hint
from neodiff.declare.declaration import Declaration
from neodiff.declare.expressions import Piece, parse, pieces
from neodiff.declare.scopes import Scope, chain, columns_of_query
from neodiff.problems import Problems
from neodiff.sql import KEYWORDS, name_of, significant

if TYPE_CHECKING:
    from sqlglot import exp

# Before a qualified name with a parenthesis these say that it is no call: a relation with columns, a sized type.
_NO_CALL: Final = frozenset(("from", "join", "into", "update", "only", "as", "::", "references", "."))
# A name after one of these, or before such a token, is no column although sqlglot may take it for one.
_BEFORE: Final = frozenset(("collate", "operator", "as", "is", "name", "interval"))
_AFTER: Final = frozenset(("(", "=>", ":="))


@dataclass(frozen=True, slots=True)
class Finding:
    """One name, where it is in the text, and what there is instead."""

    offset: int
    message: str
    hint: str


def check(declaration: Declaration, known: Known, problems: Problems) -> None:
    """Adds what is dangling in every SQL text of the declaration."""
    found = [piece for piece in pieces(declaration) if piece.form not in ("body", "atomic")]
    trees = {id(piece): parse(piece) for piece in found}
    for piece in found:
        root = trees[id(piece)].root
        if piece.form == "query" and root is not None:
            place = (piece.about.schema, piece.about.name)
            fact = declaration.facts[piece.about]
            named = fact.payload.get("column_names")
            known.relations[place] = frozenset(named) if named else columns_of_query(root)
    for piece in found:
        tree = trees[id(piece)]
        for finding in _calls(piece, known):
            problems.add(piece.at(finding.offset), f"{piece.about}: {finding.message}", finding.hint)
        if tree.root is not None:
            for finding in _Reader(piece, known, tree.root, tree.shift).read():
                problems.add(piece.at(finding.offset), f"{piece.about}: {finding.message}", finding.hint)


def _calls(piece: Piece, known: Known) -> Iterator[Finding]:
    """`schema.function(` of a schema that declares no such function."""
    found = significant(piece.text)
    for i in range(len(found) - 3):
        schema, name = name_of(found[i]), name_of(found[i + 2])
        if schema is None or name is None or found[i + 1][1] != "." or found[i + 3][1] != "(":
            continue
        if i and found[i - 1][1].lower() in _NO_CALL:
            continue
        if (schema, name) in known.relations or (schema, name) in known.types or schema not in known.routines:
            continue
        if known.lacks_routine(schema, name):
            near = known.routine_hint(schema, name)
            yield Finding(found[i + 2][2], f"no function {name!r} in schema {schema}", near)


class _Reader:
    """The names of one text."""

    def __init__(self, piece: Piece, known: Known, root: exp.Expression, shift: int) -> None:
        from sqlglot import exp

        self.exp, self.piece, self.known, self.root, self.shift = exp, piece, known, root, shift
        self.tokens = significant(piece.text)
        self.index = {at: i for i, (_, _, at) in enumerate(self.tokens)}
        self.ctes = {_folded(cte.args["alias"].this) for cte in root.find_all(exp.CTE) if cte.args.get("alias")}
        self.aliases = {_folded(alias.args["alias"]) for alias in root.find_all(exp.Alias)}
        self.aliases |= {_folded(alias.this) for alias in root.find_all(exp.TableAlias) if alias.this is not None}
        self.tables = list(root.find_all(exp.Table))
        self.written = self.aliases | self.ctes | {table.name.lower() for table in self.tables}

    def read(self) -> Iterator[Finding]:
        exp = self.exp
        for table in self.tables:
            yield from self._relation(table)
        changing = (exp.Insert, exp.Update, exp.Delete, exp.Merge)
        if self.piece.form == "expression" and self.piece.rows == "nothing":
            return
        if next(self.root.find_all(*changing), None) is not None:
            return
        for column in self.root.find_all(exp.Column):
            if isinstance(column.this, exp.Identifier):
                yield from self._column(column)

    def _offset(self, identifier: exp.Identifier) -> int | None:
        """Where the identifier is in the text; None where sqlglot changed it, or does not say."""
        start = identifier.meta.get("start")
        if start is None or start - self.shift not in self.index:
            return None
        token = self.tokens[self.index[start - self.shift]]
        name = name_of(token)
        return token[2] if name is not None and name == _folded(identifier) and name.isascii() else None

    def _relation(self, table: exp.Table) -> Iterator[Finding]:
        if not isinstance(table.this, self.exp.Identifier) or table.args.get("catalog"):
            return
        schema = _folded(table.args["db"]) if table.args.get("db") else None
        name, offset = _folded(table.this), self._offset(table.this)
        if offset is None or (schema is None and name in self.ctes) or not self.known.lacks_relation(schema, name):
            return
        if self._neighbour(offset, 1) == "(":
            return
        shown = f"{schema}.{name}" if schema else name
        yield Finding(offset, f"no table or view {shown!r} is declared", self.known.relation_hint(schema, name))

    def _column(self, column: exp.Column) -> Iterator[Finding]:
        name, offset = _folded(column.this), self._offset(column.this)
        qualifier = column.args.get("table")
        start = offset if qualifier is None else self._offset(qualifier)
        if offset is None or start is None or name in SYSTEM_COLUMNS or column.args.get("db"):
            return
        if self._is_word(column.this, offset) or self._neighbour(start, -1) in _BEFORE:
            return
        scopes = chain(column, self.piece, self.known, self.ctes)
        if scopes is None:
            return
        if qualifier is not None:
            yield from self._qualified(_folded(qualifier), start, name, offset, scopes)
        elif self.piece.rows != "trigger":
            yield from self._bare(name, offset, scopes)

    def _qualified(self, source: str, start: int, name: str, offset: int, scopes: list[Scope]) -> Iterator[Finding]:
        for scope in scopes:
            if source in scope.sources:
                columns = scope.sources[source]
                if columns is not None and name not in columns and not self.known.is_routine(name):
                    yield Finding(offset, f"no column {name!r} in {source}", hint(name, columns))
                return
            if scope.open:
                return
        sources = {other for scope in scopes for other in scope.sources}
        if source not in self.written and not any(source in (columns or ()) for columns in self._all(scopes)):
            yield Finding(start, f"no table {source!r} in the FROM clause or above it", hint(source, sources))

    def _bare(self, name: str, offset: int, scopes: list[Scope]) -> Iterator[Finding]:
        near: set[str] = set()
        for scope in scopes:
            if scope.open or any(columns is None for columns in scope.sources.values()):
                return
            here = {column for columns in scope.sources.values() for column in columns or ()}
            if name in scope.sources or name in here:
                return
            near |= here
        if name in self.written:
            return
        relations = sorted({source for scope in scopes for source in scope.sources})
        where = f" in {', '.join(relations)}" if relations else ""
        yield Finding(offset, f"no column {name!r}{where}", hint(name, near))

    def _all(self, scopes: list[Scope]) -> Iterator[Columns | None]:
        for scope in scopes:
            yield from scope.sources.values()

    def _is_word(self, identifier: exp.Identifier, offset: int) -> bool:
        """A keyword, a function's argument name or a type before its literal, none of them a column."""
        if not identifier.args.get("quoted") and identifier.name.lower() in KEYWORDS:
            return True
        after = self._neighbour(offset, 1)
        return self._neighbour(offset, -1) in _BEFORE or after in _AFTER or after[:1] in ("'", "$")

    def _neighbour(self, offset: int, step: int) -> str:
        at = self.index[offset] + step
        return self.tokens[at][1].lower() if 0 <= at < len(self.tokens) else ""


def _folded(identifier: exp.Identifier) -> str:
    return identifier.name if identifier.args.get("quoted") else identifier.name.lower()
