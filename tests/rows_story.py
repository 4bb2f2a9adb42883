"""A live database and the person who migrates it: YAML, `neodiff diff`, and psql for its scripts. Knows no story."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import yaml
from case_runner import KEEPER

from neodiff.__main__ import run
from neodiff.platforms import supabase
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

HERE = Path(__file__).parent
Contents = dict[str, list[str]]


class Said(NamedTuple):
    """What a command ended with."""

    status: int
    out: str
    err: str


@dataclass
class Person:
    """Works on the database `url` in a folder of their own; `scratch` judges."""

    url: str
    folder: Path
    scratch: Databases
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> Path:
        return self.folder / "schema"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def declare(self, *documents: str, **settings: Any) -> None:
        """Write the YAML, and nothing else is declared any more."""
        self.schema.mkdir(exist_ok=True)
        (self.schema / "all.yaml").write_text("\n---\n".join(documents), encoding="utf-8")
        if settings:
            (self.schema / "neodiff.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")

    def neodiff(self, *args: object, **environment: str) -> Said:
        """Run a command as a process would, in this one."""
        out, err = io.StringIO(), io.StringIO()
        kept = dict(os.environ)
        os.environ.update({"NEODIFF_CACHE": str(self.scratch.server.cache), **self.environment, **environment})
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = run([str(arg) for arg in args])
        finally:
            os.environ.clear()
            os.environ.update(kept)
        return Said(status, out.getvalue(), err.getvalue())

    def build(self, *documents: str, rows: str = "") -> None:
        """Make what the YAML says in the empty database, and put `rows` in it by SQL."""
        self.declare(*documents)
        said = self.neodiff("render", "--schema-dir", self.schema)
        assert said.status == 0, said.err
        self.execute(said.out)
        self.execute(f"set search_path = public; {rows}")

    def diff(self, *args: object, db: str = "", schema: Path | None = None, **environment: str) -> Said:
        """`neodiff diff`, its files in `out`."""
        where = schema or self.schema
        return self.neodiff("diff", db or self.url, "--schema-dir", where, "--out", self.out, *args, **environment)

    def planned(self, *args: object, **more: Any) -> dict[str, Any]:
        """plan.json of a diff that ends with differences, proven."""
        said = self.diff(*args, **more)
        assert said.status == 1, said.out[:6000] + said.err
        plan = json.loads((self.out / "plan.json").read_text(encoding="utf-8"))
        assert plan["proven"], plan["proof"]
        assert isinstance(plan, dict)
        return plan

    def same(self, *args: object, db: str = "", schema: Path | None = None, **environment: str) -> Said:
        """The diff finds nothing; `out` keeps the scripts of the last one that found something."""
        said = self.neodiff("diff", db or self.url, "--schema-dir", schema or self.schema, *args, **environment)
        assert said.status == 0, said.out[:6000] + said.err
        return said

    def script(self, name: str) -> str:
        return (self.out / f"{name}.sql").read_text(encoding="utf-8")

    def psql(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run forward or reverse as it says: psql -f, no more."""
        return subprocess.run(
            [self.scratch.server.bin / "psql", "-X", "-q", "-d", self.url, "-f", self.out / f"{name}.sql"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def run(self, name: str, **environment: str) -> None:
        done = self.psql(name, **environment)
        assert done.returncode == 0, done.stderr

    def execute(self, sql: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute(sql.encode())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as conn:
            return conn.execute(sql.encode()).fetchall()

    def there_and_back(self, *args: object, **environment: str) -> dict[str, Any]:
        """Forward, nothing left, reverse: every row and value as before."""
        before = self.contents()
        plan = self.planned(*args, **environment)
        self.run("forward", **environment)
        self.same(*args, **environment)
        self.run("reverse", **environment)
        assert_same(self.contents(), before)
        return plan

    def contents(self) -> Contents:
        """Every row of every table as text, columns by name."""
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute("set timezone = 'UTC'; set bytea_output = hex")
            columns = conn.execute(
                "select c.oid::regclass::text, array_agg(quote_ident(a.attname) order by a.attname) "
                "filter (where a.attname is not null) from pg_class c "
                "left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
                "where c.relkind in ('r', 'm') and c.relnamespace not in "
                "('pg_catalog'::regnamespace, 'information_schema'::regnamespace) and c.relpersistence <> 't' "
                "and not exists (select from pg_namespace n where n.oid = c.relnamespace and n.nspname like 'pg_%') "
                "and has_table_privilege(c.oid, 'select') and has_schema_privilege(c.relnamespace, 'usage') group by 1"
            ).fetchall()
            return {name: _rows(conn, name, names or []) for name, names in columns}

    def positions(self) -> list[tuple[Any, ...]]:
        """Where every sequence stands. Nothing takes back what they gave, not even an error."""
        return self.ask("select schemaname, sequencename, last_value from pg_sequences order by 1, 2")


def _rows(conn: psycopg.Connection[Any], table: str, columns: list[str]) -> list[str]:
    """The rows, sorted; of many their number and digest."""
    text = f"row({', '.join(f'{name}::text' for name in columns)})::text"
    rows = sorted(row for (row,) in conn.execute(f"select {text} from {table}".encode()))
    return [f"{len(rows)} rows {hash(tuple(rows))}"] if len(rows) > 5000 else rows


def assert_same(got: Contents, wanted: Contents) -> None:
    """Fails with the first rows that differ, table by table."""
    lines = []
    for name in sorted(got.keys() | wanted.keys()):
        there, was = got.get(name), wanted.get(name)
        if there is None or was is None:
            lines.append(f"{name}: {'gone' if there is None else 'new'}")
        elif there != was:
            lines += [f"{name}: - {row}" for row in sorted(set(was) - set(there))[:5]]
            lines += [f"{name}: + {row}" for row in sorted(set(there) - set(was))[:5]]
            lines.append(f"{name}: {len(there)} rows, was {len(was)}")
    assert not lines, "\n".join(lines)


@contextlib.contextmanager
def person(
    live: Databases, scratch: Databases, folder: Path, sql: str = "", owner: str = KEEPER.name
) -> Iterator[Person]:
    """A new live database of `owner`, with what `sql` makes of it."""
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        name = conn.info.dbname
        conn.execute(f"alter database {ident(name)} owner to {ident(owner)}".encode())
        url = live.server.url(name).replace(f"//{live.server.user}@", f"//{owner}@")
        someone = Person(url, folder, scratch)
        if sql:
            someone.execute(sql)
        conn.close()
        yield someone


@contextlib.contextmanager
def staging(live: Databases, scratch: Databases, folder: Path) -> Iterator[Person]:
    """Staging as it is before the migration plan, with its rows, as the platform's `postgres`."""
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, supabase.ROLES)
        name = conn.info.dbname
        conn.execute(f"alter role postgres login; alter database {ident(name)} owner to postgres".encode())
        conn.execute(supabase.script().encode())
        for file in ("staging.sql", "rows.sql"):
            conn.execute((HERE / "neothink" / file).read_bytes())
        conn.execute("reset role")
        conn.close()
        yield Person(live.server.url(name).replace(f"//{live.server.user}@", "//postgres@"), folder, scratch)


def written(plan: dict[str, Any]) -> Counter[tuple[str, str]]:
    """How many rows of which table the plan writes, and how."""
    return Counter((row["table"], row["sign"]) for row in plan["rows"])
