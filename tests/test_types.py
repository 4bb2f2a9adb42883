"""Types of TypeScript against files that Supabase's own generator wrote: tests/supabase_types.py keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

import neodiff
from neodiff.__main__ import run
from neodiff.scratch.databases import Databases
from neodiff.typescript.collation import place

FOLDER = Path(__file__).parent / "typescript"
HOSTILE = str(FOLDER / "hostile")


@pytest.fixture(autouse=True)
def cache(scratch: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    monkeypatch.delenv("NEODIFF_SCRATCH_URL", raising=False)


@pytest.mark.parametrize(("kept", "schemas"), [("hostile.ts", ["public"]), ("several.ts", ["other", "public"])])
def test_as_supabase_writes_it(kept: str, schemas: list[str]) -> None:
    assert neodiff.types(HOSTILE, schemas=schemas) == (FOLDER / kept).read_text(encoding="utf-8")


def test_exposed_schemas_are_in_it(tmp_path: Path) -> None:
    (tmp_path / "neodiff.yaml").write_text(
        "platform: supabase\napi: [public, more, graphql_public]\n", encoding="utf-8"
    )
    (tmp_path / "all.yaml").write_text("schema: more\n---\nschema: not_exposed\n", encoding="utf-8")
    text = neodiff.types(tmp_path)
    assert "\n  more: {\n" in text
    assert "\n  public: {\n" in text
    assert "not_exposed" not in text
    assert "graphql_public" not in text


def test_clients_are_told_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["types", "--schema-dir", HOSTILE, "--postgrest-version", "13.0.4"]) == 0
    told = capsys.readouterr().out
    start = told.index("  // Allows")
    assert told[start:].startswith(
        "  // Allows to automatically instantiate createClient with right options\n"
        "  // instead of createClient<Database, { PostgrestVersion: 'XX' }>(URL, KEY)\n"
        '  __InternalSupabase: {\n    PostgrestVersion: "13.0.4"\n  }\n  public: {\n'
    )


def test_a_stale_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "types" / "database.ts"
    asked = ["types", "--schema-dir", HOSTILE, "--out", str(file)]
    assert run([*asked, "--check"]) == 1
    assert not file.exists()
    assert run(asked) == 0
    assert run([*asked, "--check"]) == 0
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    capsys.readouterr()
    assert run([*asked, "--check"]) == 1
    assert f"{file} is stale" in capsys.readouterr().err


def test_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["types", "--schema-dir", HOSTILE, "--check"]) == 2
    assert "--out" in capsys.readouterr().err
    assert run(["types", "--schema-dir", HOSTILE, "--schemas", "nowhere"]) == 2
    assert "--schemas: nothing makes schema 'nowhere'" in capsys.readouterr().err


def test_names_stand_as_english_readers_look_for_them() -> None:
    # what Intl.Collator("en") makes of them
    names = [
        "_a",
        "a",
        "A",
        "á",
        "Á",
        "ä",
        "a b",
        "a_b",
        "a1",
        "a10",
        "a2",
        "aa",
        "ab",
        "aB",
        "Ab",
        "AB",
        "áb",
        "æ",
        "b",
    ]
    assert sorted(set(names), key=place) == names
