"""The data dictionary: what is declared is in it, as PostgreSQL has it, in every format, and a stale one is told."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from neodiff.__main__ import run
from neodiff.scratch.databases import Databases

HOSTILE = str(Path(__file__).parent / "typescript" / "hostile")
YAML = """
table: orders
comment: |
  What was bought, @everyone | <b>now</b>
columns:
  id: {type: int8, identity: always, primary_key: true}
  buyer: {type: bigint, not_null: true, comment: Who pays, references: {table: people, column: id, on_delete: cascade}}
  state: {type: state, not_null: true, default: "'open'"}
  code: {type: varchar(5), check: code <> '`'}
  'Odd "%s" $$': text
indexes: {orders_state: {columns: [state], where: code is not null}}
rls: enabled
policies:
  own: {for: select, to: authenticated, using: buyer = (select 1), comment: Only mine}
grants: {authenticated: [select]}
---
table: people
columns: {id: {type: bigint, primary_key: true}}
---
enum: state
values: [open, "it's", '"x"']
---
view: v
query: select id from orders
---
function: total
args: {a: int}
returns: int
language: sql
body: select a
comment: Adds nothing
"""


@pytest.fixture
def folder(scratch: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    monkeypatch.delenv("NEODIFF_SCRATCH_URL", raising=False)
    made = tmp_path / "schema"
    made.mkdir()
    (made / "neodiff.yaml").write_text("platform: supabase\n", encoding="utf-8")
    (made / "all.yaml").write_text(YAML, encoding="utf-8")
    return made


def written(folder: str | Path, out: Path, form: str) -> dict[str, str]:
    assert run(["docs", "--schema-dir", str(folder), "--format", form, "--out", str(out)]) == 0
    return {
        path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()
    }


def test_markdown(folder: Path, tmp_path: Path) -> None:
    files = written(folder, tmp_path / "docs", "markdown")
    assert set(files) == {"index.md", "public.md"}
    assert "| [public](public.md) | 2 tables, 1 view, 1 enum, 1 function |" in files["index.md"]
    text = files["public.md"]
    assert "What was bought, @<!-- -->everyone \\| &lt;b&gt;now&lt;/b&gt;" in text
    for line in (
        "| `id` | `bigint` | no | `identity: always` | primary key |  |",
        "| `buyer` | `bigint` | no |  | to public.people | Who pays |",
        "| `state` | `public.state` | no | `'open'::public.state` |  |  |",
        "| `code` | `character varying(5)` | yes |  |  |  |",
        "| `authenticated` | some | none | none | none |",
        "| `own` | for select, to authenticated | `using (buyer = ( SELECT 1))` | Only mine |",
        "| `a` | `integer` |",
        "returns integer; language sql.",
        "| `orders_buyer_fkey` | columns buyer, references public.people (id), on delete cascade |",
    ):
        assert line in text, line
    assert "no row-level security; grants are not declared: each database has its own." in text
    assert "Adds nothing" in text
    assert "```sql\nselect a\n```" in text
    assert '    t1["public.orders"] {\n        bigint id PK\n        bigint buyer FK\n' in text


def test_html_needs_nothing_and_escapes_all(folder: Path, tmp_path: Path) -> None:
    page = written(folder, tmp_path / "docs", "html")["index.html"]
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "<b>now" not in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    opened: list[str] = []
    ids: list[str] = []
    links: list[str] = []

    class Balanced(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            said = dict(attrs)
            ids.extend([said["id"]] if said.get("id") else [])
            links.extend([said["href"][1:]] if said.get("href") else [])  # type: ignore[index]
            if tag not in ("meta", "rect", "path"):
                opened.append(tag)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
            assert tag in ("rect", "path")

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Balanced().feed(page)
    assert not opened
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)


def test_svg_stands_alone(folder: Path, tmp_path: Path) -> None:
    text = written(folder, tmp_path / "docs", "svg")["public.svg"]
    root = ElementTree.fromstring(text)  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "--paper" in text
    assert "unchanged" not in text
    said = [node.text for node in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "public.orders (buyer) refers to public.people" in said


def test_dbml(folder: Path, tmp_path: Path) -> None:
    text = written(folder, tmp_path / "docs", "dbml")["schema.dbml"]
    assert 'Enum "public"."state" {\n  "open"\n  "it\'s"\n  "”x”"\n}' in text
    assert '  "buyer" "bigint" [not null, note: \'Who pays\']' in text
    assert '  "state" "public"."state" [not null, default: `\'open\'::public.state`]' in text
    assert '    ("id") [pk]\n    ("state") [name: \'orders_state\']\n' in text
    assert 'Ref "orders_buyer_fkey": "public"."orders"."buyer" > "public"."people"."id" [delete: cascade]' in text


def test_hostile_names_in_every_format(folder: Path, tmp_path: Path) -> None:
    files = written(HOSTILE, tmp_path / "markdown", "markdown")
    assert set(files) == {"index.md", "other.md", "public.md", "We_ird.md"}
    assert '[We"ird](We_ird.md)' in files["index.md"]
    for form in ("html", "mermaid", "svg", "dbml"):
        first = written(HOSTILE, tmp_path / form, form)
        assert first
        assert all(text.endswith("\n") for text in first.values())
        assert written(HOSTILE, tmp_path / f"{form}2", form) == first


def test_many_tables_have_files_of_their_own(folder: Path, tmp_path: Path) -> None:
    many = "\n---\n".join(f"table: t{number}\ncolumns: {{id: int}}" for number in range(61))
    (folder / "many.yaml").write_text(f"{many}\n---\ntable: T1\ncolumns: {{id: int}}\n", encoding="utf-8")
    files = written(folder, tmp_path / "docs", "markdown")
    assert {"public/table-t1.md", "public/table-T1-2.md"} <= set(files) or {
        "public/table-T1.md",
        "public/table-t1-2.md",
    } <= set(files)
    assert "(public/table-orders.md)" in files["public.md"]
    assert "| `buyer` |" in files["public/table-orders.md"]


def test_no_wall_of_tables(folder: Path, tmp_path: Path) -> None:
    many = "\n---\n".join(f"table: t{number}\ncolumns: {{id: int}}" for number in range(151))
    (folder / "many.yaml").write_text(many, encoding="utf-8")
    assert "No picture: more than 150 tables." in written(folder, tmp_path / "docs", "markdown")["public.md"]
    assert "No picture: more than 150 tables" in written(folder, tmp_path / "page", "html")["index.html"]
    assert written(folder, tmp_path / "svg", "svg") == {}


def test_what_is_added_to_the_platform(folder: Path, tmp_path: Path) -> None:
    (folder / "guest.yaml").write_text(
        "table: objects\nschema: storage\n"
        "policies: {mine: {for: select, to: authenticated, using: owner_id = (select auth.uid())::text}}\n",
        encoding="utf-8",
    )
    text = written(folder, tmp_path / "docs", "markdown")["storage.md"]
    assert "of the platform: what is listed here is added to it." in text
    assert "| `mine` | for select, to authenticated |" in text
    assert "Columns" not in text


def test_a_stale_folder_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "docs"
    check = ["docs", "--schema-dir", str(folder), "--out", str(out), "--check"]
    assert run(check) == 1
    assert not out.exists()
    (folder / "more.yaml").write_text("schema: gone\n", encoding="utf-8")
    written(folder, out, "markdown")
    (out / "ours.md").write_text("# Written by a person\n", encoding="utf-8")
    assert run(check) == 0
    (folder / "more.yaml").unlink()
    capsys.readouterr()
    assert run(check) == 1
    assert capsys.readouterr().out.splitlines() == [str(out / "gone.md"), str(out / "index.md")]
    assert set(written(folder, out, "markdown")) == {"index.md", "public.md", "ours.md"}
    assert run(check) == 0


def test_check_needs_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["docs", "--schema-dir", str(folder), "--check"]) == 2
    assert "--out" in capsys.readouterr().err
