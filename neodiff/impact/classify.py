"""Which classes a statement is of, and the relations it names. Reads words alone: what they do is data, in classes.py.

Any SQL may come: neodiff's own, and migra's. What is not known is of class unknown, which does the worst.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from neodiff.impact.of_table import actions
from neodiff.impact.words import Words
from neodiff.kinds.base import of_cluster
from neodiff.statement import Statement


@dataclass(frozen=True, slots=True)
class Kind:
    """classes: their names, several where one ALTER TABLE has several actions; relation: path, where SQL names one."""

    classes: tuple[str, ...]
    relation: str = ""
    others: tuple[str, ...] = field(default=())


_BY_VERB: Final = {
    "archive": "copy-rows",
    "restore": "restore-rows",
    "insert": "write-rows",
    "update": "write-rows",
    "delete": "write-rows",
    "fill": "fill-column",
}
# What a column that takes another's place makes of them: nothing is lost, and nothing has another name.
_SWAPS: Final = {"drop-column": "swap-column", "rename": "swap-column"}


_OF_DATABASE: Final = {"grants": "grant", "comment": "comment"}


def classify(statement: Statement) -> Kind:
    words = Words.of(statement.sql)
    others = tuple(words.names_after("references"))
    if statement.verb in _BY_VERB:
        return Kind((_BY_VERB[statement.verb],))
    if statement.about is not None and of_cluster(statement.about) and words.next_is("do"):
        # only the database's name is not known in it
        return Kind((_OF_DATABASE.get(statement.about.kind, "alter-object"),))
    reader = _VERBS.get(words.word())
    if reader is None:
        return Kind(("unknown",))
    found = reader(words)
    if found.classes == ("attach-partition",) and statement.verb == "attach":
        return Kind(("attach-partition-checked",), found.relation, found.others)
    classes = tuple(_SWAPS.get(each, each) for each in found.classes) if statement.verb == "swap" else found.classes
    return Kind(classes, found.relation, (*found.others, *others))


def _create(words: Words) -> Kind:
    replaced = words.take("or replace")
    words.takes("unlogged", "temporary", "temp", "recursive", "constraint", "trusted", "foreign")
    words.take("unique")
    if words.take("index"):
        apart = words.take("concurrently")
        if not words.next_is("on"):
            words.name()
        words.take("on")
        alone = words.next_is("only")
        made = "create-index-concurrently" if apart else "create-index-only" if alone else "create-index"
        return Kind((made,), words.name())
    if words.take("table"):
        words.name()
        if words.take("partition of"):
            return Kind(("create-partition",), words.name())
        return Kind(("create-table",), "", tuple(words.names_after("inherits")))
    if words.takes("materialized view"):
        return Kind(("create-materialized-view",))
    if words.take("view"):
        return Kind(("replace-view",), words.name()) if replaced else Kind(("create-view",))
    for what, made in (("policy", "policy"), ("trigger", "create-trigger"), ("rule", "rule")):
        if words.take(what):
            return Kind((made,), _on(words, "to" if what == "rule" else "on"))
    if words.take("statistics"):
        return Kind(("create-statistics",), words.names_after("from")[-1])
    return Kind((_CREATES.get(words.word(), "create-object"),))


def _on(words: Words, before: str = "on") -> str:
    found = words.names_after(before)
    return found[0] if found else ""


_CREATES: Final = {
    "schema": "create-schema",
    "type": "create-type",
    "domain": "create-type",
    "function": "create-routine",
    "procedure": "create-routine",
    "aggregate": "create-routine",
    "sequence": "create-sequence",
    "extension": "extension",
    "publication": "publication",
}
_DROPS: Final = {
    "schema": "drop-schema",
    "type": "drop-type",
    "domain": "drop-type",
    "function": "drop-routine",
    "procedure": "drop-routine",
    "aggregate": "drop-routine",
    "sequence": "drop-sequence",
    "extension": "extension",
}


def _drop(words: Words) -> Kind:
    words.take("foreign")
    if words.take("index"):
        return Kind(("drop-index-concurrently" if words.take("concurrently") else "drop-index",))
    for what in ("table", "materialized view", "view"):
        if words.take(what):
            return Kind((f"drop-{what.replace(' ', '-')}",), words.name())
    for what, does in (("policy", "policy"), ("trigger", "drop-trigger"), ("rule", "rule")):
        if words.take(what):
            words.name()
            return Kind((does,), _on(words))
    what = words.word()
    relation = words.name() if what == "sequence" else ""
    return Kind((_DROPS.get(what, "drop-object"),), relation)


def _alter(words: Words) -> Kind:
    foreign = words.take("foreign table")
    if foreign or words.take("table"):
        only = words.next_is("only")
        relation = words.name()
        found, others = actions(words)
        if only:
            found = ["add-key-only" if each == "add-key" else each for each in found]
        if foreign:
            found = ["drop-column" if each == "drop-column" else "alter-foreign-table" for each in found]
        return Kind(tuple(dict.fromkeys(found)), relation, tuple(others))
    for what in ("materialized view", "view", "sequence", "index", "type", "domain"):
        if words.take(what):
            return _alter_named(what, words)
    for what, does in (("policy", "policy"), ("trigger", "rename-part"), ("rule", "rule")):
        if words.take(what):
            return Kind((does,), _on(words))
    what = words.word()
    if what == "default":
        return Kind(("default-privileges",))
    if words.has("owner", "to"):
        return Kind(("owner",))
    changed = {"publication": "publication", "statistics": "alter-statistics", "extension": "extension"}
    if what in ("function", "procedure", "aggregate", "routine"):
        return Kind(("rename" if words.has("rename", "to") else "alter-routine",))
    return Kind((changed.get(what, "rename" if words.has("rename", "to") else "alter-object"),))


def _alter_named(what: str, words: Words) -> Kind:
    relation = words.name()
    does = f"alter-{what.replace(' ', '-')}"
    if words.take("owner to"):
        does = "owner"
    elif words.take("set schema"):
        does = "set-schema"
    elif words.next_is("rename"):
        does = "rename-part" if what == "index" or words.has("rename", "constraint") else "rename"
    elif what == "index" and words.take("attach partition"):
        does = "attach-index"
    elif what == "type" and words.take("add value"):
        does = "add-enum-value"
    elif what == "domain" and (words.next_is("add") or words.next_is("set", "not") or words.next_is("validate")):
        does = "alter-domain" if words.has("not", "valid") else "domain-constraint"
    return Kind((does,), relation if what not in ("index", "type", "domain") else "")


def _comment(words: Words) -> Kind:
    words.take("on")
    words.takes("materialized", "foreign")
    what = words.word()
    if what in ("table", "view"):
        return Kind(("comment",), words.name())
    if what == "column":
        return Kind(("comment",), words.name().rpartition(".")[0])
    if what in ("constraint", "policy", "trigger", "rule") and not words.has("on", "domain"):
        return Kind(("comment",), _on(Words(words.tokens[words.at :])))
    return Kind(("comment",))


def _grant(words: Words) -> Kind:
    for i, (kind, text, _) in enumerate(words.tokens):
        if kind == "word" and text.lower() == "on":
            rest = Words(words.tokens[i + 1 :])
            return Kind(("grant",), rest.name() if rest.take("table") or not rest.takes(*_NO_TABLES) else "")
    return Kind(("grant",))


_NO_TABLES: Final = tuple(
    """schema function procedure routine sequence type domain language database large parameter tablespace foreign
    all""".split()
)


def _rows(words: Words) -> Kind:
    words.takes("into", "from")
    return Kind(("write-rows",), words.name())


def _reindex(words: Words) -> Kind:
    whole = words.word() == "table"
    does = "reindex-concurrently" if words.take("concurrently") else "reindex"
    return Kind((does,), words.name() if whole else "")


def _refresh(words: Words) -> Kind:
    words.takes("materialized view concurrently", "materialized view")
    return Kind(("refresh",), words.name())


def _truncate(words: Words) -> Kind:
    words.take("table")
    return Kind(("truncate",), words.name())


def _constant(name: str) -> Callable[[Words], Kind]:
    return lambda _: Kind((name,))


_VERBS: Final[Mapping[str, Callable[[Words], Kind]]] = {
    "create": _create,
    "drop": _drop,
    "alter": _alter,
    "comment": _comment,
    "grant": _grant,
    "revoke": _grant,
    "insert": _rows,
    "update": _rows,
    "delete": _rows,
    "merge": _rows,
    "truncate": _truncate,
    "reindex": _reindex,
    "refresh": _refresh,
    "lock": _constant("lock"),
    "do": _constant("block"),
    "select": _constant("query"),
    "set": _constant("query"),
    "reset": _constant("query"),
    "with": _constant("write-rows"),
}
