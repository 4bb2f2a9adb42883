"""manifest.json of a backup: what was dumped, the checksum of every file, and whether a restore was tried.

It has a checksum of itself, and is only taken in the very bytes that were written: a change of any byte is seen.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from neodiff.backup.contents import Contents, Place, Rows
from neodiff.errors import PlanError

NAME: Final = "manifest.json"
VERSION: Final = 1
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Verified:
    """A restore that gave what was dumped: when, on which server, and what could not be compared there."""

    at: datetime
    server: str
    left_out: tuple[str, ...] = ()


class Identity(NamedTuple):
    """Which database: its name, host and port it was reached at, and the identifier of its cluster."""

    name: str
    place: str
    system: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is.

    archive: file or folder of pg_dump beside the manifest; files: path -> (bytes, SHA-256)
    """

    neodiff: str
    at: datetime
    identity: Identity
    major: int
    server: str
    encoding: str
    public: bool
    fingerprint: str
    roles: tuple[str, ...]
    extensions: Mapping[str, str]
    form: str
    archive: str
    files: Mapping[str, tuple[int, str]]
    contents: Contents
    verified: Verified | None = None

    def to_text(self) -> str:
        """Canonical: the same manifest has one text."""
        said: dict[str, Any] = {
            "version": VERSION,
            "neodiff": self.neodiff,
            "at": self.at.isoformat(),
            "database": self.identity._asdict(),
            "server": {"major": self.major, "version": self.server, "encoding": self.encoding},
            "fingerprint": self.fingerprint,
            "public": self.public,
            "roles": list(self.roles),
            "extensions": dict(self.extensions),
            "archive": {"format": self.form, "path": self.archive},
            "files": {path: {"bytes": size, "sha256": digest} for path, (size, digest) in self.files.items()},
            "tables": {name: rows._asdict() for name, rows in self.contents.tables.items()},
            "sequences": {name: place._asdict() for name, place in self.contents.sequences.items()},
            "large_objects": self.contents.large_objects._asdict(),
            "verified": self.verified
            and {
                "at": self.verified.at.isoformat(),
                "server": self.verified.server,
                "left_out": list(self.verified.left_out),
            },
        }
        return json.dumps({**said, "sha256": _digest(said)}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).hexdigest()


def from_text(text: str, where: str) -> Manifest:
    """Raises PlanError where a byte is not as it was written."""
    try:
        said = json.loads(text)
        wanted = said.pop("sha256")
        if said["version"] != VERSION:
            raise PlanError(f"{where}: written by another version of neodiff ({said['version']}), expected {VERSION}")
        found = _read(said)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PlanError(f"{where}: is no manifest of a backup, or was changed; take another backup") from None
    if _digest(said) != wanted or found.to_text() != text:
        raise PlanError(f"{where}: was changed since it was written; take another backup")
    return found


def _read(said: Mapping[str, Any]) -> Manifest:
    verified = said["verified"]
    return Manifest(
        neodiff=said["neodiff"],
        at=datetime.fromisoformat(said["at"]),
        identity=Identity(**said["database"]),
        major=said["server"]["major"],
        server=said["server"]["version"],
        encoding=said["server"]["encoding"],
        public=said["public"],
        fingerprint=said["fingerprint"],
        roles=tuple(said["roles"]),
        extensions=said["extensions"],
        form=said["archive"]["format"],
        archive=said["archive"]["path"],
        files={path: (each["bytes"], each["sha256"]) for path, each in said["files"].items()},
        contents=Contents(
            {name: Rows(**rows) for name, rows in said["tables"].items()},
            {name: Place(**place) for name, place in said["sequences"].items()},
            Rows(**said["large_objects"]),
        ),
        verified=verified
        and Verified(datetime.fromisoformat(verified["at"]), verified["server"], tuple(verified["left_out"])),
    )


def load(backup: Path) -> Manifest:
    """The manifest of a backup's folder. Raises PlanError where there is none that is whole."""
    path = backup / NAME
    try:
        return from_text(path.read_bytes().decode("utf-8"), str(path))
    except FileNotFoundError:
        raise PlanError(f"{backup}: no {NAME}: no backup, or one that was never finished") from None
    except UnicodeDecodeError:
        raise PlanError(f"{path}: was changed since it was written; take another backup") from None


def digests(folder: Path) -> dict[str, tuple[int, str]]:
    """path -> (bytes, SHA-256) of every file below `folder` but the manifest."""
    out = {}
    for at, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(at) / name
            if path != folder / NAME:
                out[path.relative_to(folder).as_posix()] = _of_file(path)
    return out


def _of_file(path: Path) -> tuple[int, str]:
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
            size += len(block)
    return size, found.hexdigest()


def whole(backup: Path) -> Manifest:
    """The manifest, with every file of the backup as it was written.

    Raises PlanError that names each file which is not.
    """
    manifest = load(backup)
    there = digests(backup)
    wrong = []
    for path in sorted({*manifest.files, *there}):
        wanted, found = manifest.files.get(path), there.get(path)
        if found is None:
            wrong.append(f"{path}: is missing")
        elif wanted is None:
            wrong.append(f"{path}: does not belong to the backup")
        elif found != wanted:
            wrong.append(
                f"{path}: expected {wanted[0]} bytes, sha256 {wanted[1][:12]}; got {found[0]}, {found[1][:12]}"
            )
    if wrong:
        lines = "\n".join(f"  {line}" for line in wrong)
        raise PlanError(f"{backup}: was changed since it was written; take another backup\n{lines}")
    return manifest
