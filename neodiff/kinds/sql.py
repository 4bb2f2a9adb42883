"""Objects of kinds that have no room of their own yet, as the SQL that makes and drops them. Knows nothing of what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import Alter, Change, Env, Sql, replace
from neodiff.yaml.form import Field, Object, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "sql"
NESTED: Final[Mapping[str, str]] = {}
NAME: Final = Str()  # no name of PostgreSQL's
FORM: Final = Object({"create": Field(SqlText(), required=True), "drop": Field(SqlText())}, noun="sql")


def query(major: int) -> str:
    """No rows of its own: the completeness check finds these objects, and pg_dump writes them."""
    return ""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    out: list[Sql] = list(payload["create"])
    out += [payload["owner"]] if "owner" in payload else []
    out += payload.get("grants") or []
    return out + ([payload["comment"]] if "comment" in payload else [])


def drop(fact: Fact, env: Env) -> list[Sql]:
    return list(fact.payload.get("drop") or ())


def _owner(change: Change) -> list[Sql] | None:
    return [change.value("owner")] if change.value("owner") else replace(change)


def _comment(change: Change) -> list[Sql]:
    if change.value("comment"):
        return [change.value("comment")]
    # COMMENT ON ... IS 'text': the text is the last token.
    from neodiff.sql import significant

    old = str(change.old.payload["comment"])
    return [old[: significant(old)[-1][2]] + "null"]


ALTER: Final[Mapping[str, Alter]] = {
    "create": replace,
    "drop": replace,
    "grants": replace,
    "owner": _owner,
    "comment": _comment,
}
