"""The actions of ALTER TABLE as classes. Knows no other statement."""

from __future__ import annotations

from neodiff.impact.words import Words


def actions(words: Words) -> tuple[list[str], list[str]]:
    """(classes, other relations), of what follows the table's name."""
    found, others = [], list[str]()
    for each in words.split():
        found.append(_action(each, others))
    return found, others


def _action(words: Words, others: list[str]) -> str:
    if words.take("alter column") or (words.next_is("alter") and not words.next_is("alter", "constraint")):
        words.take("alter")
        words.name()
        return _column(words)
    if words.take("add"):
        return _add(words)
    if words.take("drop"):
        if words.take("constraint"):
            return "drop-constraint"
        return "drop-column"
    if words.take("rename"):
        return "rename-part" if words.take("constraint") else "rename"
    if words.takes("attach partition", "detach partition", "inherit", "no inherit"):
        did = words.tokens[0][1].lower()
        others.append(words.name())
        if did == "detach" and words.has("concurrently"):
            return "detach-partition-concurrently"
        return f"{did}-partition" if did in ("attach", "detach") else "inherit"
    if words.take("alter constraint"):
        words.name()
        return (
            "enforce-constraint"
            if words.next_is("enforced") or words.next_is("not", "enforced")
            else "alter-constraint"
        )
    return _whole(words)


def _whole(words: Words) -> str:
    for text, name in (
        ("validate constraint", "validate"),
        ("owner to", "owner"),
        ("set schema", "set-schema"),
        ("set logged", "set-logged"),
        ("set unlogged", "set-logged"),
        ("set access method", "set-access-method"),
        ("set tablespace", "set-access-method"),
        ("set without cluster", "cluster-on"),
        ("cluster on", "cluster-on"),
        ("replica identity", "replica-identity"),
        ("set", "set-options"),
        ("reset", "set-options"),
        ("force row", "row-security"),
        ("no force row", "row-security"),
        ("enable row", "row-security"),
        ("disable row", "row-security"),
        ("not of", "of-type"),
        ("of", "of-type"),
        ("options", "alter-foreign-table"),
    ):
        if words.take(text):
            return name
    if words.takes("enable always", "enable replica", "enable", "disable"):
        return "rule" if words.take("rule") else "alter-trigger"
    return "unknown"


def _column(words: Words) -> str:
    for text, name in (
        ("type", "change-type"),
        ("set data type", "change-type"),
        ("set default", "set-default"),
        ("drop default", "set-default"),
        ("set not null", "set-not-null"),
        ("drop not null", "drop-not-null"),
        ("set statistics", "set-statistics"),
        ("set storage", "set-storage"),
        ("set compression", "set-storage"),
        ("set expression", "set-expression"),
        ("drop expression", "drop-expression"),
        ("add generated", "identity"),
        ("drop identity", "identity"),
        ("options", "alter-foreign-table"),
    ):
        if words.take(text):
            return name
    if words.next_is("set", "(") or words.take("reset"):
        return "set-column-options"
    # SET GENERATED, SET INCREMENT BY, RESTART and so on
    return "identity" if words.next_is("set") or words.next_is("restart") else "unknown"


def _add(words: Words) -> str:
    if words.take("constraint"):
        words.name()
        return _constraint(words)
    if words.next_is("check") or words.next_is("foreign") or words.next_is("unique") or words.next_is("primary"):
        return _constraint(words)
    words.take("column")
    words.name()
    if words.has("references") or words.has("check") or words.has("unique") or words.has("primary", "key"):
        return "add-column-constrained"
    if words.has("virtual"):
        return "add-column-virtual"
    if words.has("stored") or words.has("as", "identity") or words.has("always", "as"):
        return "add-column-computed"
    if words.has("default"):
        return "add-column-default"
    return "add-column-not-null" if words.has("not", "null") else "add-column"


def _constraint(words: Words) -> str:
    suffix = "-not-valid" if words.has("not", "valid") else "-not-enforced" if words.has("not", "enforced") else ""
    if words.take("check"):
        return f"add-check{suffix}"
    if words.take("foreign key"):
        return f"add-foreign-key{suffix}"
    if words.take("not null"):
        return f"add-not-null{suffix}"
    if words.take("exclude"):
        return "add-exclusion"
    return "add-key-using-index" if words.has("using", "index") else "add-key"
