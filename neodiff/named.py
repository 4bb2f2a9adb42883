"""What DB on the command line means: an environment's name, a URL, or a snapshot. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from neodiff.address import is_address, shown
from neodiff.errors import UserError

_PATIENCE: Final = 60


@dataclass(frozen=True, slots=True)
class Source:
    """Where a database is: `url` of a live one, or the folder of a snapshot; `note` tells the person why.

    environment: its name, where it is one of neodiff.yaml; state: the folder that keeps what was last applied there;
    migrations: the folder whose SQL makes it, and `user`: who runs that
    """

    label: str
    url: str = ""
    folder: Path | None = None
    note: str = ""
    environment: str | None = None
    state: Path | None = None
    migrations: Path | None = None
    user: str = ""


def resolve(db: str | None, settings: Mapping[str, Any], schema_dir: Path, *, migrations: Path | None = None) -> Source:
    """Raises UserError with what is known where DB names nothing."""
    if migrations is not None:
        if db is not None:
            raise UserError(f"{db!r} and --from-migrations {migrations}: two databases; name one of them")
        owner = (settings.get("defaults") or {}).get("owner")
        from neodiff.migrations.database import note as replayed_note

        note = replayed_note(migrations)
        return Source(str(migrations), note=note, migrations=migrations, user=str(owner or "postgres"))
    environments = settings.get("environments") or {}
    if db is None:
        db = settings.get("default") or (next(iter(environments)) if len(environments) == 1 else None)
        if db is None:
            known = f"; environments: {', '.join(environments)}" if environments else ""
            raise UserError(
                f"no database named, and {schema_dir}/neodiff.yaml has no `default:`{known}; name an environment, a URL or a snapshot"
            )
    db = str(db)
    if is_address(db):
        return Source(shown(db), url=db)
    if db in environments:
        return _environment(db, environments[db], schema_dir)
    path = Path(db)
    if path.exists():
        folder = path if path.is_dir() else path.parent
        return Source(db, folder=folder, state=folder)
    known = (
        f"known environments: {', '.join(environments)}"
        if environments
        else f"{schema_dir}/neodiff.yaml names no environments"
    )
    raise UserError(f"{db!r} is no environment, no URL and no snapshot; {known}")


def _environment(name: str, spec: Mapping[str, Any], schema_dir: Path) -> Source:
    url = str(spec.get("url", ""))
    state = schema_dir / str(spec["snapshot"]) if spec.get("snapshot") else None
    if spec.get("url_command"):
        url = _printed(name, str(spec["url_command"]))
    if url.startswith("$"):
        variable = url[1:].strip("{}")
        url = os.environ.get(variable, "")
        if not url and spec.get("snapshot"):
            folder = schema_dir / str(spec["snapshot"])
            note = f"{variable} is not set: comparing with the snapshot in {_tidy(folder)}"
            return Source(name, "", folder, note, name, state)
        if not url:
            raise UserError(f"environment {name}: the variable {variable} is not set; set it to the database's URL")
    if url:
        return Source(name, url, environment=name, state=state)
    if spec.get("snapshot"):
        return Source(name, folder=schema_dir / str(spec["snapshot"]), environment=name, state=state)
    raise UserError(
        f"environment {name}: neither url, url_command nor snapshot; expected one in {schema_dir}/neodiff.yaml"
    )


def _printed(name: str, command: str) -> str:
    """What the program prints, without a shell; of what goes wrong its status alone is told, for the rest may be secret."""
    import shlex
    import subprocess

    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=False, timeout=_PATIENCE)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        why = f"took longer than {_PATIENCE} s" if isinstance(error, subprocess.TimeoutExpired) else "cannot be run"
        raise UserError(f"environment {name}: url_command {why}: {command.split(' ')[0]}") from None
    url = done.stdout.strip()
    if done.returncode or not url or "\n" in url:
        got = f"ended with status {done.returncode}" if done.returncode else "printed none or several lines"
        raise UserError(
            f"environment {name}: url_command {got}; expected the URL as its one line: {command.split(' ')[0]}"
        )
    return url


def _tidy(folder: Path) -> str:
    return os.path.relpath(folder)
