"""What the names in a query can mean: the relations of each FROM clause, from the inside out.

Knows sqlglot's trees. Must not know positions or messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from neodiff.declare.catalog_names import Columns, Known
from neodiff.declare.expressions import Piece

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Scope:
    """sources: name -> columns, None where they are not all known; open: there is a source that has no plain name."""

    sources: Mapping[str, Columns | None]
    open: bool = False


def chain(column: exp.Expression, piece: Piece, known: Known, ctes: set[str]) -> list[Scope] | None:
    """The scopes a name is looked up in, innermost first, rows of the expression last; None where that is unclear."""
    from sqlglot import exp

    out: list[Scope] = []
    node: exp.Expression | None = column
    while node is not None and (found := node.find_ancestor(exp.Select, exp.SetOperation)) is not None:
        node = cast("exp.Expression", found)
        if isinstance(node, exp.Select):
            outermost = node.parent is None and piece.form == "expression"
            out.append(_rows(piece, known) if outermost else _select(node, known, ctes))
        elif not out:
            # ORDER BY of a union names its output
            return None
    return out or None


def _rows(piece: Piece, known: Known) -> Scope:
    relation = piece.relation
    if relation is None:
        return Scope({}, open=True)
    columns = known.relations.get((relation.schema, relation.name))
    if piece.rows == "trigger":
        return Scope({"new": columns, "old": columns})
    return Scope({relation.name: columns})


def _select(select: exp.Select, known: Known, ctes: set[str]) -> Scope:
    from sqlglot import exp

    sources: dict[str, Columns | None] = {}
    unclear = bool(select.args.get("laterals"))
    first = select.args.get("from_") or select.args.get("from")
    roots = [part for part in (first, *(select.args.get("joins") or ())) if part is not None]
    for root in roots:
        unclear = unclear or not isinstance(root.this, exp.Table | exp.Subquery)
        for node in root.find_all(exp.Table, exp.Subquery, exp.Lateral, exp.Unnest, exp.Values, exp.UDTF):
            if node.find_ancestor(exp.Select) is not select or _in_condition(node, root):
                continue
            name, columns = _source(node, known, ctes)
            if name:
                sources[name] = columns
            elif not (isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table)):
                unclear = True
    return Scope(sources, unclear)


def _in_condition(node: exp.Expression, root: exp.Expression) -> bool:
    """Is the node in the ON of a join, not a source itself?"""
    at: exp.Expression | None = node
    while at is not None and at is not root:
        if at.arg_key == "on":
            return True
        at = cast("exp.Expression | None", at.parent)
    return False


def _source(node: exp.Expression, known: Known, ctes: set[str]) -> tuple[str, Columns | None]:
    """The name that the source has in its query, and its columns."""
    from sqlglot import exp

    alias = node.args.get("alias")
    name = _folded(alias.this) if isinstance(alias, exp.TableAlias) and isinstance(alias.this, exp.Identifier) else ""
    renamed = bool(isinstance(alias, exp.TableAlias) and alias.args.get("columns"))
    if isinstance(node, exp.Subquery):
        return name, None if renamed else columns_of_query(node.this)
    if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
        return name, None
    schema = _folded(node.args["db"]) if node.args.get("db") else None
    own = _folded(node.this)
    if renamed or (schema is None and own in ctes):
        return name or own, None
    return name or own, known.columns(schema, own)


def columns_of_query(query: exp.Expression | None) -> Columns | None:
    """The names of a query's output, where each is plain to see."""
    from sqlglot import exp

    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    if not isinstance(query, exp.Select):
        return None
    names: set[str] = set()
    for item in query.expressions:
        at = item
        while isinstance(at, exp.Cast):
            at = at.this
        if isinstance(item, exp.Alias) and isinstance(item.args.get("alias"), exp.Identifier):
            names.add(_folded(item.args["alias"]))
        elif isinstance(at, exp.Column) and isinstance(at.this, exp.Identifier):
            names.add(_folded(at.this))
        else:
            return None
    return frozenset(names)


def _folded(identifier: exp.Identifier) -> str:
    return identifier.name if identifier.args.get("quoted") else identifier.name.lower()
