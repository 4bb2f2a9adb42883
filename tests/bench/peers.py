"""The other tools of the field, each installed in a place of its own in the user's cache. Knows how each is asked for a diff."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import Command

from neodiff.scratch.cache import cache_directory


@dataclass(frozen=True, slots=True)
class Pair:
    """Two databases on one server, the second as it shall be."""

    host: str
    user: str
    live: str
    target: str

    def url(self, name: str) -> str:
        return f"postgresql://{self.user}@/{name}?host={self.host}"


def home() -> Path:
    return cache_directory(None) / "bench-peers"


def installed() -> dict[str, str]:
    """Tool -> version or, in brackets, why it is not there."""
    out = {}
    for name, packages in (("results", ["results"]), ("pyrseas", ["Pyrseas", "psycopg2-binary"]), ("migra", ["migra"])):
        at = home() / name
        if not (at / "bin").is_dir():
            subprocess.run([sys.executable, "-m", "venv", str(at)], check=True)
            pip = [str(at / "bin/pip"), "install", "-q", *packages, "setuptools<81", "psycopg[binary]"]
            if subprocess.run(pip, check=False, capture_output=True).returncode:
                shutil.rmtree(at)
                out[name] = "(does not install from PyPI)"
                continue
        ask = [str(at / "bin/pip"), "show", packages[0]]
        told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
        out[name] = next(line.split(": ")[1] for line in told.splitlines() if line.startswith("Version"))
    out["pg-delta"] = _node("@supabase/pg-delta", "1.0.0-alpha.34")
    return out


def _node(package: str, version: str) -> str:
    at = home() / "node"
    npm = shutil.which("npm")
    if npm is None:
        return "(needs npm)"
    if not (at / "node_modules" / package).is_dir():
        at.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(at))
        if subprocess.run(
            [npm, "install", *quiet, f"{package}@{version}"], check=False, capture_output=True
        ).returncode:
            return "(does not install from npm)"
    return version


def commands(pair: Pair, there: dict[str, str], yaml: Path, patience: float) -> list[Command]:
    """`yaml`: the target as Pyrseas writes it, written here, for that is not what is timed."""
    live, target = pair.url(pair.live), pair.url(pair.target)
    out = []
    if not there["migra"].startswith("("):
        out.append(Command("migra", [str(home() / "migra/bin/migra"), "--unsafe", live, target], (0, 2)))
    if not there["results"].startswith("("):
        out.append(Command("results", [str(home() / "results/bin/results"), "dbdiff", live, target], (0, 2)))
    if not there["pyrseas"].startswith("("):
        login = ["-H", pair.host, "-U", pair.user]
        ask = [str(home() / "pyrseas/bin/dbtoyaml"), *login, "-o", str(yaml), pair.target]
        try:
            subprocess.run(ask, check=False, capture_output=True, timeout=patience)
            why = ""
        except subprocess.TimeoutExpired:
            why = f"dbtoyaml took more than {patience:.0f} s"
        command = [str(home() / "pyrseas/bin/yamltodb"), *login, pair.live, str(yaml)]
        out.append(Command("pyrseas", command, failed=why))
    if not there["pg-delta"].startswith("("):
        host = pair.host.replace("/", "%2F")
        ends = [f"postgresql://{pair.user}@{host}/{name}" for name in (pair.live, pair.target)]
        tool = str(home() / "node/node_modules/.bin/pgdelta")
        out.append(
            Command(
                "pg-delta",
                [tool, "plan", "--source", ends[0], "--desired", ends[1], "--out", str(yaml.with_suffix(".json"))],
            )
        )
    return out
