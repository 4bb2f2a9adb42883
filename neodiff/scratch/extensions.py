"""Stub extensions: stand-ins for those the scratch server lacks. Knows their files only; creates none in a database.

PostgreSQL 18 looks for control files in each directory of extension_control_path, there under `extension/`.
"""

from __future__ import annotations

import glob
import re
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from neodiff.errors import UserError
from neodiff.scratch.files import write_whole

STUBS_SINCE: Final = 18
DATA: Final = Path(__file__).parent / "stubs"
# check_valid_extension_name() and check_valid_version_name() in PostgreSQL's extension.c, and nothing invisible
_NAME: Final = re.compile(r"(?![-.])(?!.*--)[^/\\\x00-\x1f\x7f]{1,63}(?<!-)\Z")


def install_stubs(cache: Path, system_extensions: Collection[str]) -> None:
    """Copy the stubs of extensions that the server lacks to the directory it looks in, once."""
    if stubs_current(cache):
        return
    directory = _directory(cache)
    for control in sorted(DATA.glob("*.control")):
        if control.stem in system_extensions:
            continue
        for source in (*DATA.glob(f"{control.stem}--*.sql"), control):
            shutil.copyfile(source, directory / source.name)
            (directory / source.name).chmod(0o644)
    write_whole(cache / "stubs" / "stamp", _stamp())


def stubs_current(cache: Path) -> bool:
    stamp = cache / "stubs" / "stamp"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _stamp()


def _stamp() -> str:
    return "\n".join(sorted(f"{path.name} {path.stat().st_mtime_ns}" for path in DATA.iterdir()))


def ensure_stub(cache: Path, name: str, version: str | None = None, comment: str | None = None) -> bool:
    """Make sure that a stub of `name` can be created in `version`; whether it is a stub.

    An unknown name gets an empty one. The caller asks only for what the server does not have itself.

    Raises:
        UserError: PostgreSQL would not take such a name or version, or it would lead out of the stubs' directory.
    """
    for what, text in (("extension name", name), ("extension version", version)):
        if text is not None and (not _NAME.match(text) or len(text.encode()) > 63):
            raise UserError(f"invalid {what}: got {text!r}, expected up to 63 bytes without slashes or '--'")
    directory, wanted = _directory(cache), version or "1.0"
    control = directory / f"{name}.control"
    if not control.exists():
        _write(directory / f"{name}--{wanted}.sql", "")
        said = {"comment": _quoted(comment or ""), "default_version": _quoted(wanted), "relocatable": "true"}
        _write(control, "".join(f"{key} = {value}\n" for key, value in said.items()))
    elif version is not None and not (directory / f"{name}--{version}.sql").exists():
        # every version of a stub is the same script
        source = next(directory.glob(f"{glob.escape(name)}--*.sql"))
        _write(directory / f"{name}--{version}.sql", source.read_text(encoding="utf-8"))
    return True


def is_stub(cache: Path, name: str) -> bool:
    """Whether `name` would be created from a stub."""
    return bool(_NAME.match(name)) and (_directory(cache) / f"{name}.control").exists()


def _directory(cache: Path) -> Path:
    directory = cache / "stubs" / "extension"
    if not directory.is_dir():
        directory.mkdir(parents=True, exist_ok=True)
        # the server may run as another user
        for part in (directory, directory.parent):
            part.chmod(0o755)
    return directory


def _write(path: Path, text: str) -> None:
    write_whole(path, text)
    path.chmod(0o644)


def _quoted(text: str) -> str:
    # a control file has the syntax of postgresql.conf
    line = " ".join(text.split()).replace("\\", "\\\\").replace("'", "''")
    return f"'{line}'"
