"""A live database's schema as files to commit: written by `neodiff snapshot`, read wherever a database is named.

snapshot.sql is pg_dump's text, normalised; manifest.json says what a dump does not: version, roles, extensions.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any, Final

from neodiff import dump
from neodiff.errors import UserError
from neodiff.live import Extension, Live
from neodiff.scratch.roles import Role
from neodiff.sides import Side, Sides

SQL: Final = "snapshot.sql"
MANIFEST: Final = "manifest.json"
FORMAT: Final = 1


def files(live: Live, clone: Side, platform: str) -> dict[str, str]:
    """name -> text of the snapshot's files: the same database gives the same bytes."""
    sql = dump.normalised(clone.dump)
    manifest = {
        "format": FORMAT,
        "platform": platform,
        "postgresql": live.major,
        "user": live.user,
        "owner": live.owner,
        "fingerprint": clone.facts.fingerprint(),
        **({} if live.public else {"public": False}),
        "roles": [{k: v for k, v in dataclasses.asdict(role).items() if v} for role in live.roles],
        "extensions": [{k: v for k, v in dataclasses.asdict(e).items() if v is not None} for e in live.extensions],
    }
    return {SQL: sql, MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"}


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
    except (KeyError, TypeError, ValueError) as error:
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
    live = dataclasses.replace(live, public=bool(manifest.get("public", True)))
    clone = sides.clone(live, lambda: text)
    return dataclasses.replace(live, facts=clone.facts), clone


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
