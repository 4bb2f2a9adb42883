"""What applications must change, declared with the objects: shown with the plan that changes them, and with no other."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from neodiff.__main__ import run
from neodiff.scratch.databases import Databases

YAML = """
table: '<b>Guard|ians</b>'
renamed_from: guardians
columns: {id: bigint, name: text}
application: |
  Guardian UI must send `name`,
  @everyone: not "label" any more.
---
function: total
args: {a: int}
returns: int
language: sql
body: select a
application: Callers of total() get an integer.
---
view: untouched
query: select 1 as one
application: Nobody reads this, for nothing changes.
"""
LIVE = (
    "create table guardians (id bigint, name text)",
    "create function total(a int) returns int language sql as 'select a + 1'",
    "create view untouched as select 1 as one",
)
NAME = "<b>Guard|ians</b>"
SAID = 'Guardian UI must send `name`, @everyone: not "label" any more.'


@pytest.fixture
def asked(live: Databases, scratch: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "all.yaml").write_text(YAML, encoding="utf-8")
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            for statement in LIVE:
                conn.execute(statement.encode())
        yield [dsn, "--schema-dir", str(tmp_path / "schema")]  # type: ignore[misc]


def shown(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert run(args) == 1
    return capsys.readouterr().out


def test_every_format_shows_it(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "diff", *asked)
    assert "What applications must change:\n  table public." + NAME in text
    assert "1 table to change" in text
    assert f"  ~ table public.{NAME}\n      name: guardians -> {NAME}\n" in text
    assert f"-- 1/2 rename table public.guardians to {NAME}\n" in text
    assert f"-- 2/2 rename table public.{NAME} to guardians\n" in text
    assert SAID in " ".join(text.split())
    assert "Nobody reads this" not in text
    assert json.loads(shown(capsys, "diff", *asked, "--format", "json"))["application"] == [
        {"object": f"table public.{NAME}", "text": YAML.split("|\n", 1)[1].split("---")[0].replace("  ", "")},
        {"object": "function public.total(integer)", "text": "Callers of total() get an integer."},
    ]
    markdown = shown(capsys, "diff", *asked, "--format", "markdown")
    assert f"- `table public.{NAME}`: Guardian UI must send \\`name\\`, @<!-- -->everyone: not" in markdown
    page = shown(capsys, "diff", *asked, "--format", "html")
    assert '<section id="application"' in page
    assert "&lt;b&gt;Guard|ians&lt;/b&gt;</code></td><td>Guardian UI must send" in page
    assert NAME not in page


def test_review_is_what_diff_shows(asked: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pages = {name: shown(capsys, "diff", *asked, "--format", name) for name in ("markdown", "html")}
    assert shown(capsys, "review", *asked) == pages["markdown"]
    assert shown(capsys, "review", *asked, "--format", "html") == pages["html"]
    assert shown(capsys, "review", *asked, "--out", str(tmp_path / "both")) == ""
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "both").iterdir()} == {
        "review.md": pages["markdown"],
        "review.html": pages["html"],
    }
    shown(capsys, "review", *asked, "--out", str(tmp_path / "one"), "--format", "html")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["review.html"]


def test_pull_keeps_it(asked: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    (folder / "all.yaml").write_text(YAML.split("---")[2], encoding="utf-8")
    with psycopg.connect(asked[0], autocommit=True) as conn:
        conn.execute("create or replace view untouched as select 1 as one, 2 as two")
    assert run(["pull", asked[0], "--out", str(folder)]) == 0
    kept = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml"))
    assert "application: Nobody reads this" in kept
    assert "two" in kept
