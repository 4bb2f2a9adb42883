"""The migrations folder: where it is, which versions it has, and the names of files to come. Knows no SQL and no plan.

Forward files stand in the folder itself; ways back and manifests in its subfolder `reverse`, which no tool that runs the
folder looks into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from neodiff.errors import UserError

REVERSE: Final = "reverse"
_FORMAT: Final = "%Y%m%d%H%M%S"
_VERSION: Final = re.compile(r"([0-9]+)_.*\.(?:sql|json)\Z")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Names:
    """The files of one migration: `forward` in the folder, `reverse` and `manifest` in its subfolder."""

    forward: tuple[str, ...]
    reverse: str
    manifest: str

    @property
    def api(self) -> str:
        """Of the requests that put it into a hosted project."""
        return f"{self.reverse.removesuffix('.sql')}.api.json"

    def midway(self, done: int) -> str:
        """Of the way back from after so many units."""
        return f"{self.reverse.removesuffix('.sql')}_after_{done}.sql"


def place(schema_dir: Path, platform: str, given: Path | None) -> Path:
    """The migrations folder: the one given, or the platform's usual one beside the schema folder."""
    if given is not None:
        return given
    above = schema_dir.parent
    return above / "supabase" / "migrations" if platform == "supabase" else above / "migrations"


def check_name(name: str) -> None:
    """Raises UserError for a name that is none of a file."""
    if not _NAME.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        hint = f"; did you mean {better!r}?" if better else ""
        raise UserError(f"migration name {name!r}: expected a-z, 0-9 and _, such as add_orders{hint}")


@dataclass(slots=True)
class Clock:
    """Versions, one second after the other, each later than every one in the folder."""

    folder: Path
    next: datetime

    @classmethod
    def start(cls, folder: Path, at: str | None) -> Clock:
        """From the time given, or from now. Raises UserError where that is no time, or a version there is as late."""
        latest = max(_versions(folder), default="")
        if at is None:
            now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
            if latest and not _time(latest):
                _before(now, latest, folder)
            after = (_time(latest) or datetime.min) + timedelta(seconds=1) if latest else datetime.min
            return cls(folder, max(now, after))
        first = _time(at)
        if first is None:
            raise UserError(f"--at: {at!r} is no time; expected YYYYMMDDHHMMSS (UTC), such as 20260131120000")
        if latest:
            _before(first, latest, folder)
        return cls(folder, first)

    def names(self, name: str, count: int) -> Names:
        """Of a migration with `count` forward files, the second and later numbered."""
        versions = [self._tick() for _ in range(count)]
        stem = f"{versions[0]}_{name}"
        forward = [f"{stem}.sql", *(f"{version}_{name}_{at}.sql" for at, version in enumerate(versions[1:], 2))]
        return Names(tuple(forward), f"{REVERSE}/{stem}.sql", f"{REVERSE}/{stem}.json")

    def _tick(self) -> str:
        version = self.next.strftime(_FORMAT)
        self.next += timedelta(seconds=1)
        return version


def _versions(folder: Path) -> Iterator[str]:
    for at in (folder, folder / REVERSE):
        if at.is_dir():
            yield from (found[1] for path in at.iterdir() if (found := _VERSION.match(path.name)))


def _time(version: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{14}", version):
        return None
    try:
        return datetime.strptime(version, _FORMAT)
    except ValueError:
        return None


def _before(time: datetime, latest: str, folder: Path) -> None:
    """Raises UserError unless the version of `time` comes after `latest` by name and by number."""
    version = time.strftime(_FORMAT)
    if version <= latest or int(version) <= int(latest):
        raise UserError(
            f"{folder}: version {latest} is there already, and {version} would not come after it; name a later time with --at"
        )
