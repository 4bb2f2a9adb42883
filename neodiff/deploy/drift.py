"""What changed in a live database behind neodiff's back, and the SQL that takes it back, proven.

The state that it should be in is the one that the last apply left in the ledger, or the committed snapshot. It is written as
YAML and compared like any other declaration: there is one way to plan. Changes nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import psycopg
import yaml

from neodiff import ledger, snapshot
from neodiff.compare import compare
from neodiff.declare.declaration import Cluster, Declaration
from neodiff.declare.load import SETTINGS, load
from neodiff.declare.pull import pull
from neodiff.declare.write import files, named, text
from neodiff.deploy.state import committed
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.files import write_all
from neodiff.named import Source
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.plan.diff import diff
from neodiff.sides import Sides
from neodiff.source import Opened, opened
from neodiff.sql import qualified

# What of neodiff.yaml says what is compared.
_SCOPE: Final = ("platform", "include", "exclude", "managed_by", "absent", "search_path")
# When the row of the catalog was written, where the server keeps that (track_commit_timestamp).
_WHEN: Final = """
    select max(pg_xact_commit_timestamp(x.xmin)), min(pg_get_userbyid(x.owner)::text) from (
        select xmin, relowner from pg_class where oid = to_regclass(%(name)s)
        union all select a.xmin, null from pg_attribute a where a.attrelid = to_regclass(%(name)s)
        union all select c.xmin, null from pg_constraint c where c.conrelid = to_regclass(%(name)s)
        union all select p.xmin, null from pg_policy p where p.polrelid = to_regclass(%(name)s)
        union all select xmin, proowner from pg_proc where oid = to_regprocedure(%(name)s)
        union all select xmin, typowner from pg_type where oid = to_regtype(%(name)s)) x(xmin, owner)"""


@dataclass(frozen=True, slots=True)
class Drift:
    """since: what it is compared with; undo: from live to that; changes: the same differences the other way round, without
    SQL; who: object -> whose it is and when it was changed, as far as the server knows"""

    since: str
    undo: Plan
    changes: Plan
    who: Mapping[FactId, str]


def drift(source: Source, declaration: Declaration, sides: Sides, say: Callable[[str], None]) -> Drift:
    """Raises UserError where nobody kept a state to compare with."""
    with opened(source, sides, held=True) as database:
        assert database.rows is not None
        kept, since = _kept(database.rows, source)
        with _loaded(kept, sides) as (before, folder):
            _write(before, declaration, folder)
            options = Options(prune=True, allowed=("all",), hold=True)
            undo = compare(load(folder), database, sides, options, say)
        return Drift(since, undo, _turned(undo), dict(_who(database.rows, undo)))


def adoptable(source: Source, declaration: Declaration, sides: Sides) -> bool:
    """Does the schema folder declare just what the kept state is? Only then all that differs is drift."""
    with opened(source, sides, held=True) as database:
        assert database.rows is not None
        kept, _ = _kept(database.rows, source)
    with _loaded(kept, sides) as (before, _):
        schema = replace(declaration, cluster=Cluster())  # drift is not asked of roles
        plan = compare(schema, before, sides, Options(prove=False, prune=True, allowed=("all",)))
        return not plan.deltas and not plan.renames


def _kept(conn: psycopg.Connection[Any], source: Source) -> tuple[Mapping[str, str], str]:
    kept: Mapping[str, str] = ledger.kept(conn) if ledger.readable(conn) else {}
    if kept:
        standing = ledger.read(conn).standing()
        return kept, f"migration {standing[-1].name}" if standing else "the way back of its first migration"
    kept = committed(source)
    if kept:
        return kept, f"the snapshot in {source.state}"
    raise UserError(
        f"{source.label}: nobody kept what it should be; `neodiff apply` does, and so does `neodiff snapshot` for an "
        "environment with `snapshot:`"
    )


@contextmanager
def _loaded(kept: Mapping[str, str], sides: Sides) -> Iterator[tuple[Opened, Path]]:
    """The kept state as a database, and an empty folder."""
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at)
        write_all(folder / "kept", {Path(name): content for name, content in kept.items()})
        live, clone = snapshot.load(folder / "kept", "the kept state", sides)
        yield Opened(live, clone, None, None), folder / "schema"


def _write(before: Opened, declaration: Declaration, folder: Path) -> None:
    spelled = {extension.name for extension in before.live.extensions if extension.spelled}
    pulled = pull(before.clone.facts.inside(), declaration.platform, spelled)
    texts: dict[str | Path, str] = {path: named(path, text(found)) for path, found in files(pulled).items()}
    said = {key: declaration.settings[key] for key in _SCOPE if key in declaration.settings}
    texts[SETTINGS] = yaml.safe_dump(_plain({**pulled.settings, **said}))
    write_all(folder, texts)


def _plain(value: Any) -> Any:
    """Without the positions that values read from YAML have."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _turned(undo: Plan) -> Plan:
    out = Plan(undo.label, undo.live_version, old=undo.new, new=undo.old)
    out.deltas = diff(undo.new, undo.old)
    return out


def _who(conn: psycopg.Connection[Any], undo: Plan) -> Iterator[tuple[FactId, str]]:
    row = conn.execute("select current_setting('track_commit_timestamp')").fetchone()
    if row != ("on",):
        return
    for root in dict.fromkeys(delta.id.root for delta in undo.deltas if delta.old is not None):
        found = conn.execute(_WHEN, {"name": _sql_name(root)}).fetchone()
        if found is not None and found[0] is not None:
            yield root, f"{found[0]:%Y-%m-%d %H:%M:%S %Z}, owner {found[1]}"


def _sql_name(root: FactId) -> str:
    bare, bracket, arguments = root.name.partition("(")
    return f"{qualified(root.schema, bare)}{bracket}{arguments}"
