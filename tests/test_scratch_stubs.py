"""Stub extensions load and run, and the Supabase stand-in is what users' schemas expect."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from neodiff.errors import UserError
from neodiff.platforms import supabase
from neodiff.scratch import extensions, server
from neodiff.scratch.databases import Databases
from neodiff.scratch.roles import ensure

STUBS = sorted(path.stem for path in extensions.DATA.glob("*.control"))
SIGNED_IN = uuid.UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    path = tmp_path_factory.mktemp("scratch") / "cache"
    with Databases(server.acquire(cache=path)) as found:
        yield found
    server.clean(cache=path)


@pytest.fixture(scope="module")
def platform(databases: Databases) -> str:
    def build(dsn: str) -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            ensure(conn, supabase.ROLES)
            for script in supabase.scripts():
                conn.execute(script.read_text(encoding="utf-8"))

    return databases.template("platform", build)


@pytest.fixture
def conn(databases: Databases, platform: str) -> Iterator[psycopg.Connection[Any]]:
    with databases.copy(platform) as dsn, psycopg.connect(dsn, autocommit=True) as found:
        found.execute("set search_path = ''")
        yield found


def one(conn: psycopg.Connection[Any], query: str, *values: object) -> Any:
    row = conn.execute(query, values).fetchone()
    return row[0] if row is not None and len(row) == 1 else row


@pytest.mark.parametrize("name", STUBS)
def test_stub_loads_and_drops(databases: Databases, name: str) -> None:
    with databases.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(f'create extension "{name}" cascade')
        assert extensions.is_stub(databases.server.cache, name)
        conn.execute(f'drop extension "{name}" cascade')


@pytest.mark.parametrize("name", STUBS)
def test_another_version_loads(databases: Databases, name: str) -> None:
    assert extensions.ensure_stub(databases.server.cache, name, "9.9", None)
    with databases.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(f"create extension \"{name}\" version '9.9' cascade")
        assert one(conn, "select extversion from pg_extension where extname = %s", name) == "9.9"


def test_unknown_extension_gets_an_empty_stub(databases: Databases) -> None:
    name, comment = 'od"d é', "it's a \\ comment\nin lines"
    assert not extensions.is_stub(databases.server.cache, name)
    assert extensions.ensure_stub(databases.server.cache, name, "1.2.3-beta", comment)
    with databases.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute('create extension "od""d é"')
        assert one(conn, "select obj_description(oid, 'pg_extension') from pg_extension where extname = %s", name) == (
            "it's a \\ comment in lines"
        )


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "", "-a", "a-", "a--b", "a\n", "a\0", "x" * 64, ".hidden"])
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="invalid extension name"):
        extensions.ensure_stub(tmp_path, name, None, None)
    with pytest.raises(UserError, match="invalid extension version"):
        extensions.ensure_stub(tmp_path, "fine", name or "a/..", None)
    assert not extensions.is_stub(tmp_path, name)


def test_real_extensions_are_no_stubs(databases: Databases) -> None:
    assert not extensions.is_stub(databases.server.cache, "pg_trgm")
    assert not extensions.is_stub(databases.server.cache, "vector")


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 65, 119, 200])
@pytest.mark.parametrize("name", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
def test_digests_are_real(conn: psycopg.Connection[Any], name: str, size: int) -> None:
    data = bytes(i % 256 for i in range(size))
    assert one(conn, "select extensions.digest(%b::bytea, %s)", data, name) == hashlib.new(name, data).digest()
    assert one(conn, "select extensions.hmac('data', %b::bytea, %s)", data, name) == hmac.digest(data, b"data", name)


def test_uuids(conn: psycopg.Connection[Any]) -> None:
    for version in (1, 4):
        made = one(conn, f"select extensions.uuid_generate_v{version}()")
        assert made.version == version
        assert made != one(conn, f"select extensions.uuid_generate_v{version}()")
    named = "(extensions.uuid_ns_dns(), 'python.org')"
    assert one(conn, f"select extensions.uuid_generate_v3{named}") == uuid.uuid3(uuid.NAMESPACE_DNS, "python.org")
    assert one(conn, f"select extensions.uuid_generate_v5{named}") == uuid.uuid5(uuid.NAMESPACE_DNS, "python.org")


@pytest.mark.parametrize("kind", ["bf", "md5", "xdes", "des"])
def test_crypt_checks_what_it_made(conn: psycopg.Connection[Any], kind: str) -> None:
    kept = one(conn, "select extensions.crypt('right', extensions.gen_salt(%s))", kind)
    assert one(conn, "select extensions.crypt('right', %s)", kept) == kept
    assert one(conn, "select extensions.crypt('wrong', %s)", kept) != kept


def test_ciphers_fit_together(conn: psycopg.Connection[Any]) -> None:
    assert one(conn, "select extensions.pgp_sym_decrypt(extensions.pgp_sym_encrypt('héllo', 'k'), 'k')") == "héllo"
    assert one(conn, "select extensions.decrypt(extensions.encrypt('data', 'k', 'aes'), 'k', 'aes')") == b"data"
    assert one(conn, "select extensions.dearmor(extensions.armor('data'))") == b"data"
    with pytest.raises(psycopg.Error, match="Wrong key"):
        one(conn, "select extensions.pgp_sym_decrypt(extensions.pgp_sym_encrypt('data', 'k'), 'other')")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (None, None, None, None)),
        ({"request.jwt.claims": ""}, (None, None, None, None)),
        (
            {"request.jwt.claims": f'{{"sub": "{SIGNED_IN}", "role": "authenticated", "email": "a@b"}}'},
            (SIGNED_IN, "authenticated", "a@b", {"sub": str(SIGNED_IN), "role": "authenticated", "email": "a@b"}),
        ),
        ({"request.jwt.claim.sub": str(SIGNED_IN), "request.jwt.claims": "{}"}, (SIGNED_IN, None, None, {})),
    ],
)
def test_claims(conn: psycopg.Connection[Any], settings: dict[str, str], expected: tuple[object, ...]) -> None:
    for name, value in settings.items():
        conn.execute("select set_config(%s, %s, false)", [name, value])
    for role in ("anon", "authenticated", "service_role", "postgres"):
        conn.execute(f"set role {role}")
        assert one(conn, "select auth.uid(), auth.role(), auth.email(), auth.jwt()") == expected


def test_postgres_may_do_what_it_may_on_the_platform(conn: psycopg.Connection[Any]) -> None:
    conn.execute("set role postgres")
    conn.execute("create table public.mine (id uuid primary key references auth.users (id))")
    conn.execute("create schema app")
    conn.execute("create function public.f() returns trigger language plpgsql as 'begin return new; end'")
    conn.execute("create trigger t after insert on auth.users for each row execute function public.f()")
    conn.execute("alter publication supabase_realtime add table public.mine")
    conn.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'a@b')")
    acl = one(conn, "select relacl::text from pg_class where oid = 'public.mine'::regclass")
    assert all(f"{role}=arwdDxtm/postgres" in acl for role in ("anon", "authenticated", "service_role"))
    for refused in ("create table auth.x ()", "alter table auth.users add x int", "drop table storage.objects"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(refused)


def test_storage(conn: psycopg.Connection[Any]) -> None:
    parts = "select storage.foldername(%s), storage.filename(%s), storage.extension(%s)"
    assert one(conn, parts, *["a/b/c.tar.gz"] * 3) == (["a", "b"], "c.tar.gz", "gz")
    conn.execute("insert into storage.buckets (id, name) values ('b', 'b')")
    conn.execute("insert into storage.objects (bucket_id, name) values ('b', 'x/y.png')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("delete from storage.objects")
    conn.execute("set storage.allow_delete_query = 'true'")
    conn.execute("delete from storage.objects")
    conn.execute("set role authenticated")
    assert one(conn, "select count(*) from storage.buckets") == 0


def test_row_security_and_owners(conn: psycopg.Connection[Any]) -> None:
    rows = conn.execute(
        """select oid::regclass::text, relrowsecurity, relowner::regrole::text from pg_class
           where oid in ('auth.users'::regclass, 'storage.objects'::regclass, 'realtime.messages'::regclass)"""
    ).fetchall()
    assert sorted(rows) == [
        ("auth.users", True, "supabase_auth_admin"),
        ("realtime.messages", True, "supabase_realtime_admin"),
        ("storage.objects", True, "supabase_storage_admin"),
    ]
