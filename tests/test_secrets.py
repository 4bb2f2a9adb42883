"""Passwords and connection strings: named by variables, run from the environment, and in no file and no output."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from case_runner import KEEPER
from command_line import CommandLine, Done

from neodiff.scratch import server
from neodiff.scratch.databases import Databases

WORD = "s3cr3t-w0rd"
LIVE = f'''
    create foreign data wrapper far;
    create server there foreign data wrapper far options (host 'h', api_key '{WORD}');
    create user mapping for public server there options (user 'u', "password" '{WORD}');
    create foreign table distant (id integer) server there;
    create subscription "Odd ""s""" connection 'host=/nowhere password={WORD}' publication p with (connect = false);
    comment on subscription "Odd ""s""" is 'From afar';
    alter subscription "Odd ""s""" enable;
    create subscription off connection 'host=/nowhere password={WORD}' publication p with (connect = false, slot_name = none)'''
MORE = """
subscription: new
connection: {$env: NEW_URL}
publications: p
---
server: more
wrapper: far
user_mappings:
  public: {options: {user: u, password: $NEW_PASSWORD}}
"""
VALUES = {"NEW_URL": f"host=/nowhere password='{WORD} %L :x $$'", "NEW_PASSWORD": f"{WORD}' \\ %s"}


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("secrets") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@dataclass(frozen=True)
class Place:
    cli: CommandLine
    dsn: str
    reader: str
    programs: Path
    work: Path

    @property
    def schema(self) -> Path:
        return self.work / "schema"

    def diff(self, *args: str, url: str = "", out: str = "out", **env: str) -> Done:
        args = ("diff", url or self.dsn, "--schema-dir", str(self.schema), "--out", str(self.work / out), *args)
        return self.cli.run(*args, **env)

    def psql(self, name: str, **values: str) -> Done:
        command = [self.programs / "psql", "-X", "-q", "-f", self.work / "out" / f"{name}.sql", self.dsn]
        env = {**os.environ, **values}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            return conn.execute(query.encode()).fetchall()


@pytest.fixture
def place(cli: CommandLine, live: Databases, tmp_path: Path) -> Iterator[Place]:
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as boss:
            boss.execute(LIVE.encode())
            url = live.server.url(boss.info.dbname)
            boss.execute("grant select on distant to public")
        reader = url.replace(f"//{live.server.user}@", f"//{KEEPER.name}@")
        yield Place(cli, url, reader, live.server.bin, tmp_path)


def test_there_and_back(place: Place) -> None:
    done = [place.cli.run("pull", place.dsn, "--out", place.schema)]
    assert done[0].returncode == 0, done[0].stderr
    yaml = "\n".join(path.read_text(encoding="utf-8") for path in place.schema.rglob("*.yaml"))
    assert "api_key: $SERVER_THERE_API_KEY" in yaml
    assert "password: $USER_MAPPING_THERE_PUBLIC_PASSWORD" in yaml
    assert "connection: $SUBSCRIPTION_ODD__S__CONNECTION_" in yaml
    assert yaml.count("enabled: false") == 1

    # whoever may not read connection strings reads the rest
    done += [place.diff(), place.diff(url=place.reader, out="reader")]
    assert [each.returncode for each in done] == [0, 0, 0], done[-1].stdout + done[-1].stderr
    assert "left as it is, for this role may not read it: 1 object" in (place.work / "reader" / "plan.json").read_text()
    snapshot = place.work / "snapshot"
    done.append(place.cli.run("snapshot", place.dsn, "--schema-dir", place.schema, "--out", snapshot))
    done.append(place.diff(url=str(snapshot), out="snapshot"))
    assert [each.returncode for each in done[-2:]] == [0, 0], done[-1].stdout + done[-1].stderr

    (place.schema / "more.yaml").write_text(MORE)
    done.append(place.diff())
    assert (done[-1].returncode, "NEW_PASSWORD, NEW_URL not set" in done[-1].stdout) == (3, True)
    assert (
        (place.work / "out" / "forward.sql").read_text().startswith("-- REFUSED until it is set: forward.sql takes NEW")
    )
    done.append(place.diff(**VALUES))
    assert done[-1].returncode == 1, done[-1].stdout + done[-1].stderr
    told = (place.work / "out" / "forward.sql").read_text().replace("\n--     ", " ")
    assert "create its slot at the publisher: select pg_create_logical_replication_slot('new', 'pgoutput')" in told
    done.append(place.psql("forward"))
    assert (done[-1].returncode, "NEW_PASSWORD is not set" in done[-1].stderr) == (3, True)
    done.append(place.psql("forward", NEW_URL="nonsense", NEW_PASSWORD=WORD))
    assert (done[-1].returncode, WORD in done[-1].stderr) == (3, False)
    done.append(place.psql("forward", **VALUES))
    assert (done[-1].returncode, done[-1].stdout, "not connected" in done[-1].stderr) == (0, "", True)
    assert place.ask("select subconninfo from pg_subscription where subname = 'new'") == [(VALUES["NEW_URL"],)]
    assert place.ask("select umoptions[2] from pg_user_mappings where srvname = 'more'") == [
        (f"password={VALUES['NEW_PASSWORD']}",)
    ]
    done.append(place.diff(out="equal"))
    assert done[-1].returncode == 0, done[-1].stdout + done[-1].stderr
    done.append(place.psql("reverse"))
    assert done[-1].returncode == 0, done[-1].stderr
    assert place.ask("select count(*) from pg_subscription where subname = 'new'") == [(0,)]

    written = [path.read_text(encoding="utf-8") for path in place.work.rglob("*") if path.is_file()]
    assert not [text for text in (*written, *(each.stdout + each.stderr for each in done)) if WORD in text]


def test_the_way_back_of_a_drop_takes_the_variable_that_pull_names(place: Place) -> None:
    assert place.cli.run("pull", place.dsn, "--out", place.schema).returncode == 0
    (place.schema / "servers" / "there.yaml").unlink()
    (place.schema / "tables" / "distant.yaml").unlink()
    done = place.diff("--prune", "--allow", "all")
    assert done.returncode == 1, done.stdout + done.stderr
    assert place.psql("forward").returncode == 0
    values = {"SERVER_THERE_API_KEY": "a", "USER_MAPPING_THERE_PUBLIC_PASSWORD": "b"}
    done = place.psql("reverse", **values)
    assert done.returncode == 0, done.stderr
    found = place.ask("select srvoptions || umoptions from pg_foreign_server join pg_user_mappings using (srvname)")
    assert [sorted(row[0]) for row in found] == [["api_key=a", "host=h", "password=b", "user=u"]]  # type: ignore[call-overload]


def test_render_takes_them_from_the_environment(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(f"foreign_data_wrapper: far\n---{MORE}")
    done = cli.run("render", "--schema-dir", tmp_path, NEW_URL=WORD)
    assert done.returncode == 0, done.stderr
    assert r"\getenv neodiff_NEW_URL NEW_URL" in done.stdout
    assert WORD not in done.stdout
    (tmp_path / "all.yaml").write_text(MORE.replace("$NEW_PASSWORD", WORD).replace("{$env: NEW_URL}", WORD))
    done = cli.run("check", "--offline", "--schema-dir", tmp_path)
    assert done.returncode == 2
    assert "subscription new: 'connection' is a secret, which no file may hold" in done.stderr
    assert "option 'password' is a secret, which no file may hold" in done.stderr
    assert WORD not in done.stderr
