"""Functions and procedures as schemainspect's objects. Knows no connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.plan.migra.attached import created
from neodiff.plan.migra.library import library
from neodiff.sql import ident, name_of, significant

_MODES: Final = {"out": "OUT ", "inout": "INOUT ", "variadic": "VARIADIC "}


def routine(fact: Fact) -> Any:
    payload, lib = fact.payload, library()
    result = _result(fact)
    # schemainspect has the first argument's type here; the result's own lets migra see that only a drop changes it
    columns = {fact.id.name: lib.ColumnInfo(name=fact.id.name, dbtype=result, pytype=None)}
    return lib.objects.InspectedFunction(
        name=name(fact.id),
        schema=fact.id.schema,
        columns=columns,
        inputs=[],
        definition=payload.get("body", ""),
        volatility=payload.get("volatility", "volatile").upper(),
        strictness="RETURNS NULL ON NULL INPUT" if payload.get("strict") else "CALLED ON NULL INPUT",
        security_type=f"SECURITY {payload.get('security', 'invoker').upper()}",
        identity_arguments=_identity_arguments(fact),
        result_string=result,
        language=payload["language"].upper(),
        full_definition=created(fact),
        comment=None,
        returntype=result,
        kind="p" if fact.id.kind == "procedure" else "w" if payload.get("window") else "f",
    )


def name(fact_id: FactId) -> str:
    """The bare name of a routine, whose id ends with its argument types."""
    return name_of(significant(fact_id.name)[0]) or fact_id.name


def _identity_arguments(fact: Fact) -> str:
    """pg_get_function_identity_arguments(), whose text is part of migra's name for the routine (ruleutils.c)."""
    plain = "IN " if fact.id.kind == "procedure" else ""
    return ", ".join(_argument(argument, plain) for argument in fact.payload.get("args") or ())


def _argument(argument: Mapping[str, Any], plain: str) -> str:
    named = f"{ident(argument['name'])} " if "name" in argument else ""
    return f"{_MODES.get(argument.get('mode', 'in'), plain)}{named}{argument['type']}"


def _result(fact: Fact) -> str | None:
    """pg_get_function_result(): a fact leaves out what its OUT arguments say already."""
    if fact.id.kind == "procedure" or "returns" in fact.payload:
        return fact.payload.get("returns")
    out = [argument["type"] for argument in fact.payload.get("args") or () if argument.get("mode") in ("out", "inout")]
    return str(out[0]) if len(out) == 1 else "record"
