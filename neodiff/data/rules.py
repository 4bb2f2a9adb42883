"""What no two rows of a table may have in common: keys, unique indexes and exclusions, from facts. Knows no rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from neodiff.facts import FactBase, FactId
from neodiff.kinds.base import collation_sql
from neodiff.sql import ident, name_of, parenthesised, tokens


@dataclass(frozen=True, slots=True)
class Rule:
    """`elements`: (expression, operator) that hold between two rows which are refused.

    where:      the rows that it is about, as SQL; names: the columns that any of it names
    nulls_same: are two NULLs alike?
    deferrable: may its check wait until SET CONSTRAINTS makes it?
    deferred:   does it wait for the end of the transaction anyway?
    """

    id: FactId
    elements: tuple[tuple[str, str], ...]
    names: frozenset[str]
    where: str | None = None
    nulls_same: bool = False
    deferrable: bool = False
    deferred: bool = False


def rules(facts: FactBase, mine: Iterable[FactId]) -> Iterator[Rule]:
    """Those of a table, whose facts are `mine`, in an order that does not depend on theirs."""
    ours = sorted(mine)
    columns = {fact_id.name: facts[fact_id].payload.get("generated") for fact_id in ours if fact_id.kind == "column"}
    for fact_id in ours:
        payload = facts[fact_id].payload
        unique = fact_id.kind == "index" and payload.get("unique")
        if fact_id.kind not in ("primary_key", "unique", "exclusion") and not unique:
            continue
        if found := tuple(_elements(fact_id.kind, payload, columns)):
            where = payload.get("where")
            said = {name_of(token) for text, _ in found for token in tokens(text)}
            said |= {name_of(token) for token in tokens(str(where or ""))}
            yield Rule(
                fact_id,
                found,
                frozenset(name for name in columns if name in said),
                None if where is None else str(where),
                bool(payload.get("nulls_not_distinct")),
                bool(payload.get("deferrable")),
                bool(payload.get("initially_deferred")),
            )


def _elements(kind: str, payload: Mapping[str, Any], columns: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """A generated column is what it is generated from."""
    given = payload.get("elements" if kind == "exclusion" else "columns") or ()
    for i, element in enumerate(given):
        operator = "&&" if payload.get("without_overlaps") and i == len(given) - 1 else "="
        said = element if isinstance(element, Mapping) else {"column": element}
        expression = said["expression"] if "expression" in said else columns.get(said["column"])
        text = ident(said["column"]) if expression is None else parenthesised(str(expression))
        text += f" collate {collation_sql(said['collation'])}" if "collation" in said else ""
        yield text, str(said.get("with", operator))
