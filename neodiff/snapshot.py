"""A live database's schema as files to commit: written by `neodiff snapshot`, read wherever a database is named.

snapshot.sql is pg_dump's text, normalised; manifest.json says what a dump does not: version, roles, extensions.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from neodiff import dump
from neodiff.catalog.cluster import Cluster
from neodiff.cluster.plan import told
from neodiff.connect import begin
from neodiff.data import stored
from neodiff.data.applied import Applied
from neodiff.declare.declaration import Declaration
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.impact.sizes import Size
from neodiff.live import Extension, Live
from neodiff.rows import Text
from neodiff.scope import LEFT_OUT
from neodiff.scratch.roles import Role
from neodiff.sides import Side, Sides

SQL: Final = "snapshot.sql"
MANIFEST: Final = "manifest.json"
ROWS: Final = "rows"
APPLIED: Final = "applied.json"
FORMAT: Final = 1
# Of what is not the schema's, where nothing of it was declared when the snapshot was made.
_NOTHING: Final[Mapping[str, Any]] = {"bootstrap": "", "asked": {}, "objects": {}, "memberships": []}


def files(live: Live, clone: Side, declaration: Declaration) -> dict[str, str]:
    """name -> text of the snapshot's files: the same database gives the same bytes. It holds what is not compared too,
    and says of it whose it is; of roles and the like only what is declared. The clone has its dump."""
    assert clone.dump is not None, "nobody asked for its dump"
    declared, scope = declaration.cluster, declaration.scope
    sql = dump.normalised(clone.dump)
    manifest = {
        "format": FORMAT,
        "platform": declaration.platform,
        "postgresql": live.major,
        "user": live.user,
        "owner": live.owner,
        "fingerprint": clone.facts.fingerprint(),
        **({} if live.public else {"public": False}),
        **_left_out(scope.within(clone.facts).outside(clone.facts)),
        **({"filled": sorted(live.filled)} if live.filled else {}),
        **({"sizes": _sizes(live)} if live.sizes else {}),
        "roles": [{k: v for k, v in dataclasses.asdict(role).items() if v} for role in live.roles],
        **({"cluster": told(declared, live).to_json()} if declared.objects and live.cluster is not None else {}),
        "extensions": [{k: v for k, v in dataclasses.asdict(e).items() if v is not None} for e in live.extensions],
    }
    return {SQL: sql, MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"}


def _sizes(live: Live) -> dict[str, dict[str, int]]:
    """Of each table its rows, where they are known, and bytes: rounded, so that a snapshot changes when it matters."""
    return {
        name: {**({} if size.rows is None else {"rows": size.rows}), "bytes": size.bytes}
        for name, size in sorted(live.sizes.items())
    }


def _left_out(found: Mapping[str, Iterable[FactId]]) -> dict[str, Any]:
    """The objects that are not compared, by who manages them."""
    named = {whose: sorted(str(fact_id) for fact_id in objects) for whose, objects in sorted(found.items())}
    nobody = named.pop(LEFT_OUT, [])
    return {**({"managed_by": named} if named else {}), **({"excluded": nobody} if nobody else {})}


def row_files(
    found: Iterable[tuple[FactId, Sequence[str], Iterable[tuple[Text, ...]]]], secret: Collection[tuple[FactId, str]]
) -> dict[str, str]:
    """name -> text of the files that keep rows, without values that are secret."""
    return dict(stored.files(found, secret))


def load(folder: Path, label: str, sides: Sides) -> tuple[Live, Side]:
    """The snapshot in `folder` as a clone on scratch. Raises UserError where it is none or was edited badly."""
    manifest = _manifest(folder)
    platform = str(manifest.get("platform", sides.platform.name))
    if platform != sides.platform.name:
        raise UserError(
            f"{folder}: a snapshot of platform {platform}, but neodiff.yaml says {sides.platform.name}; "
            f"expected `platform: {platform}` there (or --platform {platform} with pull)"
        )
    try:
        text = (folder / SQL).read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{folder / SQL}: {error.strerror}; make the snapshot anew with `neodiff snapshot`") from None
    try:
        roles = tuple(
            Role(**{"inherit": False, **role, "member_of": tuple(role.get("member_of", ()))})
            for role in manifest["roles"]
        )
        extensions = tuple(
            Extension(e["name"], e["version"], e.get("comment"), e.get("default")) for e in manifest["extensions"]
        )
        major, user, owner = int(manifest["postgresql"]), str(manifest["user"]), str(manifest["owner"])
        cluster = Cluster.from_json(manifest.get("cluster", _NOTHING), major)
        sizes = {str(n): Size(s.get("rows"), int(s["bytes"])) for n, s in manifest.get("sizes", {}).items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"{folder / MANIFEST}: {error} is missing or wrong; make the snapshot anew with `neodiff snapshot`"
        ) from None
    digest = hashlib.sha256(text.encode() + json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    from neodiff.facts import FactBase

    live = Live(
        label,
        FactBase(),
        major,
        str(major),
        user,
        owner,
        roles,
        extensions,
        digest,
        None,
        tuple(role.name for role in roles),
    )
    try:
        dump.normalised(text)
    except ValueError as error:
        raise UserError(f"{folder / SQL}: {error}; make the snapshot anew with `neodiff snapshot`") from None
    filled = frozenset(str(name) for name in manifest.get("filled", ()))
    live = dataclasses.replace(
        live, public=bool(manifest.get("public", True)), filled=filled, sizes=sizes, cluster=cluster
    )
    clone = sides.clone(live, lambda: text)
    return dataclasses.replace(live, facts=clone.facts), clone


@contextmanager
def rows(folder: Path, clone: Side, sides: Sides) -> Iterator[psycopg.Connection[Any] | None]:
    """A connection to a copy of the clone that holds the snapshot's rows; None where it has none."""
    if not (folder / ROWS).is_dir():
        yield None
        return
    with sides.copied(clone) as dsn, psycopg.connect(dsn, autocommit=True, application_name="neodiff") as conn:
        stored.load(conn, folder)
        begin(conn)
        yield conn


def applied(folder: Path | None) -> Applied | None:
    """What was declared when the database was last seen equal to its declaration; None where nobody knows."""
    path = folder / APPLIED if folder is not None else None
    if path is None or not path.exists():
        return None
    try:
        return Applied.from_text(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; expected what `neodiff snapshot` wrote there") from None


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; expected a snapshot made by `neodiff snapshot`") from None
    except ValueError as error:
        raise UserError(f"{path}: not JSON: {error}; make the snapshot anew with `neodiff snapshot`") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UserError(f"{path}: expected format {FORMAT}; make the snapshot anew with `neodiff snapshot`")
    return manifest
