"""What facts of some kinds need by the names in them: dictionaries, servers, wrappers, members of publications.

Knows which key names what. Must not know SQL text beyond a dotted name, nor the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import bare_name
from neodiff.sql import ident, split_name

# Keys whose text is the SQL name of a function.
CALLED: Final = frozenset(
    """function handler validator init lexize start gettoken end lextypes headline inline canonical subtype_diff restrict join
    sfunc finalfunc combinefunc serialfunc deserialfunc msfunc minvfunc mfinalfunc input output receive send typmod_in
    typmod_out analyze subscript""".split()
)
# kind -> (key, kind of what it names), of names without a schema
_GLOBAL: Final = {"server": ("wrapper", "foreign_data_wrapper"), "foreign_table": ("server", "server")}


def needs(fact: Fact, search_path: Sequence[str]) -> Iterator[FactId]:
    """Ids that may be declared or not; what PostgreSQL has itself is among them."""
    fact_id, payload = fact.id, fact.payload
    if fact_id.kind in _GLOBAL:
        key, kind = _GLOBAL[fact_id.kind]
        yield FactId(kind, "", str(payload.get(key)))
    elif fact_id.kind == "text_search_dictionary":
        yield from _placed("text_search_template", str(payload["template"]), search_path)
    elif fact_id.kind == "text_search_configuration":
        yield from _placed("text_search_parser", str(payload.get("parser", "")), search_path)
        for names in (payload.get("mappings") or {}).values():
            for name in names:
                yield from _placed("text_search_dictionary", str(name), search_path)
    elif fact_id.kind == "publication_table":
        for table in _placed("table", fact_id.name, search_path):
            yield table
            yield from (FactId("column", "", str(name), table) for name in payload.get("columns") or ())
    elif fact_id.kind == "publication_schema":
        yield FactId("schema", "", fact_id.name)
    elif fact_id.kind in ("function", "procedure", "transform"):
        language = ident(payload["language"])
        yield FactId("language", "", str(payload["language"]))
        yield from (
            FactId("transform", "", f"for {each} language {language}") for each in payload.get("transforms") or ()
        )
    elif fact_id.kind == "range" and "opclass" in payload:
        yield from _indexed("operator_class", payload["opclass"], "btree", search_path)
    elif fact_id.kind in ("index", "exclusion"):
        method = str(payload.get("method", payload.get("using", "btree")))
        yield FactId("access_method", "", method)
        for element in (*(payload.get("columns") or ()), *(payload.get("elements") or ())):
            if not isinstance(element, str) and "opclass" in element:
                yield from _indexed("operator_class", element["opclass"], method, search_path)
    elif "access_method" in payload:
        yield FactId("access_method", "", str(payload["access_method"]))
    elif fact_id.kind in ("operator_class", "operator_family"):
        yield FactId("access_method", "", str(payload["using"]))
        if fact_id.kind == "operator_class":
            path = search_path if "family" in payload else [fact_id.schema]
            yield from _indexed(
                "operator_family", payload.get("family", ident(bare_name(fact_id))), payload["using"], path
            )
    elif fact_id.kind == "statistics" and fact_id.schema:
        yield FactId("schema", "", fact_id.schema)


def _indexed(kind: str, written: str, method: str, search_path: Sequence[str]) -> Iterator[FactId]:
    """Operator classes and families, which have names per access method."""
    for found in _placed(kind, written, search_path):
        yield found._replace(name=f"{ident(found.name)} using {ident(method)}")


def _placed(kind: str, written: str, search_path: Sequence[str]) -> Iterator[FactId]:
    parts = split_name(written) or []
    if len(parts) == 2:
        yield FactId(kind, parts[0], parts[1])
    elif len(parts) == 1:
        yield from (FactId(kind, schema, parts[0]) for schema in search_path)
