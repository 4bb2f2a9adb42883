"""The migrations folder as it is run: each migration with its manifest, and whether its files are what was proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from neodiff.errors import PlanError, UserError
from neodiff.generate import manifest
from neodiff.generate.manifest import File, Manifest, Midway, sha256
from neodiff.migrations import folder
from neodiff.migrations.folder import Migration, version_of


@dataclass(frozen=True, slots=True)
class Pair:
    """One migration; manifest: None where nobody has proven it."""

    at: Path
    name: str
    forward: tuple[Migration, ...]
    manifest: Manifest | None

    @property
    def version(self) -> str:
        return version_of(self.name)

    @property
    def files(self) -> dict[str, str]:
        """File of the way there -> hash of what is in it now."""
        return {Path(each.name).name: hash_of(Path(each.name)) for each in self.forward}

    @property
    def states(self) -> list[str]:
        """The fingerprints before its first unit, and behind each."""
        assert self.manifest is not None
        return [self.manifest.fingerprint(done) for done in range(self.manifest.units + 1)]

    def between(self, states: Sequence[str] | None) -> Pair:
        """As it was proven for one database, whose states these are; itself where it was not. From between its units it only
        goes on there, for the ways back were proven elsewhere."""
        if states is None or self.manifest is None:
            return self
        midway = tuple(Midway(done, states[done], None) for done in range(1, len(states) - 1))
        return replace(self, manifest=replace(self.manifest, start=states[0], end=states[-1], between=midway))

    def problem(self) -> str:
        """Why it may not be run; empty where it may."""
        hint = f"prove what it is now with `neodiff prove {self.name}`"
        if self.manifest is None:
            return f"{self.name}: has no manifest: nobody has proven it; {hint}"
        back = [self.manifest.reverse] if self.manifest.reverse is not None else []
        midway = [each.reverse for each in self.manifest.between if each.reverse is not None]
        edited = [file.name for file in (*self.manifest.forward, *back, *midway) if not self._is(file)]
        return f"{self.name}: {', '.join(edited)}: not what was proven; {hint}, or put it back" if edited else ""

    def read(self, file: File) -> Migration:
        """A file of the way back, as it was proven. Raises PlanError where it is not that any more."""
        if not self._is(file):
            raise PlanError(f"{self.name}: {file.name} is not what was proven; put it back, or prove what it is now")
        return Migration(str(self.at / file.name), (self.at / file.name).read_text(encoding="utf-8"))

    def _is(self, file: File) -> bool:
        path = self.at / file.name
        return path.is_file() and hash_of(path) == file.sha256


def pairs(at: Path) -> list[Pair]:
    """In the order in which they run; none where there is no folder. Raises UserError for a manifest without its files."""
    if not at.is_dir() or not any(path.suffix == ".sql" for path in at.iterdir()):
        return []
    return list(_pairs(at, folder.read(at)))


def _pairs(at: Path, found: list[Migration]) -> Iterator[Pair]:
    by_file = {file.name: each for each in manifest.read(at) for file in each.forward}
    here = {Path(migration.name).name: migration for migration in found}
    if missing := [name for name in by_file if name not in here]:
        raise UserError(f"{at / missing[0]} is in a manifest, and no file has that name: put it back, or remove both")
    done = set()
    for name, migration in here.items():
        known = by_file.get(name)
        if known is None:
            yield Pair(at, Path(name).stem, (migration,), None)
        elif known.name not in done:
            done.add(known.name)
            yield Pair(at, known.name, tuple(here[file.name] for file in known.forward), known)


def named(found: list[Pair], name: str) -> Pair:
    """By version or name. Raises UserError."""
    for pair in found:
        if name in (pair.name, pair.version, pair.name.partition("_")[2], f"{pair.name}.sql"):
            return pair
    known = f"; the last one there is {found[-1].name}" if found else "; the folder has none"
    raise UserError(f"no migration {name!r}{known}")


def hash_of(path: Path) -> str:
    try:
        return sha256(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from None
