"""neodiff ci as GitHub and GitLab run it: against a server on this machine that keeps comments as theirs do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from neodiff.ci.comment import CUT, MARK, body
from neodiff.cli import cli

ROOT = Path(__file__).parent.parent
ORDERS = "table: orders\ncolumns: {id: {type: integer, primary_key: true}, state: text}\ngrants: {}\n"


@dataclass
class Comments:
    """What was asked, and the comments there are; `refuse`: answer everything with 403."""

    there: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    refuse: bool = False
    url: str = ""


@pytest.fixture
def comments() -> Iterator[Comments]:
    kept = Comments([{"id": number, "body": f"comment {number}"} for number in range(1, 131)])

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = int((re.search(r"[?&]page=(\d+)", self.path) or ["", "1"])[1])
            self.reply(kept.there[100 * (page - 1) : 100 * page])

        def do_POST(self) -> None:
            kept.there.append({"id": len(kept.there) + 1, **self.sent()})
            self.reply(kept.there[-1])

        def do_PATCH(self) -> None:
            each = kept.there[int(self.path.rsplit("/", 1)[1]) - 1]
            each.update(self.sent())
            self.reply(each)

        do_PUT = do_PATCH  # noqa: N815

        def sent(self) -> dict[str, Any]:
            found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            return found

        def reply(self, found: Any) -> None:
            token = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""
            kept.asked.append((self.command, self.path.split("?")[0], token))
            text = json.dumps(found).encode()
            self.send_response(403 if kept.refuse else 200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose snapshot has an older column, as its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "GITLAB_", "CI", "STAGING_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "schema").mkdir()
    settings = (
        "platform: none\nenvironments:\n  staging: {url: $STAGING_DATABASE_URL, snapshot: ../snapshots/staging}\n"
    )
    (tmp_path / "schema" / "neodiff.yaml").write_text(settings)
    (tmp_path / "schema" / "orders.yaml").write_text(ORDERS)
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "1_a.sql").write_text("create table public.orders (id integer primary key, total numeric);")
    neodiff("snapshot", "--from-migrations", "m", "--out", "snapshots/staging")
    neodiff("snapshot", "staging")
    return tmp_path


def neodiff(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, list(args), standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value or 0, result.stdout, result.stderr


def github(project: Path, comments: Comments) -> dict[str, str]:
    (project / "event.json").write_text('{"pull_request": {"number": 7}}')
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": comments.url,
        "GITHUB_REPOSITORY": "team/shop",
        "GITHUB_EVENT_PATH": str(project / "event.json"),
        "GITHUB_STEP_SUMMARY": str(project / "summary.md"),
        "GITHUB_TOKEN": "t0ken",
    }


def action(env: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step of action.yml that reviews, run by bash as a runner does."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    (step,) = [step for step in steps if step.get("name") == "Review"]
    given = {"DB": "", "SCHEMA_DIR": "schema", "ALLOW": "", "LEVEL": "warning", "COMMENT": "true"} | inputs
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", step["run"]],  # noqa: S607
        env=os.environ | {"PATH": path} | env | given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_github_gets_one_comment_and_keeps_it(project: Path, comments: Comments) -> None:
    env = github(project, comments)
    done = action(env)
    assert (done.returncode, "comment posted" in done.stderr) == (0, True), done.stderr
    assert len(comments.there) == 131
    said = comments.there[-1]["body"]
    assert said.startswith(f"{MARK}\n# Migration of `staging`")
    assert (project / "summary.md").read_text() in said
    (project / "schema" / "orders.yaml").write_text(ORDERS.replace("state", "status"))
    neodiff("snapshot", "staging")
    done = action(env, DB="staging")
    assert (done.returncode, "comment updated" in done.stderr) == (0, True), done.stderr
    assert len(comments.there) == 131
    assert "status" in comments.there[-1]["body"]
    assert ("PATCH", "/repos/team/shop/issues/comments/131", "Bearer t0ken") in comments.asked
    kept = {path.name for path in (project / "neodiff-review").iterdir()}
    assert kept == {"forward.sql", "reverse.sql", "plan.json", "review.md", "review.html", "code-quality.json"}
    assert "t0ken" not in done.stdout + done.stderr


def test_what_is_refused_or_stale_fails(project: Path, comments: Comments) -> None:
    (project / "schema" / "orders.yaml").write_text(ORDERS.replace("state: text", "total: integer"))
    done = action(github(project, comments), COMMENT="false")
    assert (done.returncode, comments.asked) == (3, [])
    told = done.stdout.splitlines()
    assert any(
        line.startswith("::error file=schema/orders.yaml,line=2,col=51,title=lose-values::column public.orders.total: ")
        for line in told
    ), told
    stale = "::error file=snapshots/staging/forward.sql,line=1,col=1,title=stale::snapshots/staging/forward.sql: is not what"
    assert any(line.startswith(stale) and "run `neodiff snapshot staging`" in line for line in told)
    summary = (project / "summary.md").read_text()
    assert summary.startswith("## To mend\n\n")
    assert "\n- **error** `schema/orders.yaml:2:51` column public.orders.total" in summary
    done = action(github(project, comments), COMMENT="false", ALLOW="lose-values")
    assert done.returncode == 3
    assert "::error file=schema/orders.yaml" not in done.stdout
    assert "::warning title=lose-values::staging: " in done.stdout


def test_what_the_linter_finds_fails_too(project: Path, comments: Comments) -> None:
    (project / "schema" / "orders.yaml").write_text("table: orders\ncolumns: {id: integer}\ngrants: {}\n")
    neodiff("snapshot", "staging")
    done = action(github(project, comments), COMMENT="false", LEVEL="info")
    assert done.returncode == 1, done.stdout + done.stderr
    assert ",title=no_primary_key::" in done.stdout
    assert neodiff("ci", "--no-comment")[0] == 0


def test_mistakes_are_told_at_their_lines(project: Path, comments: Comments) -> None:
    (project / "schema" / "orders.yaml").write_text(ORDERS + "colums: {}\nrls: maybe\n")
    done = action(github(project, comments))
    assert done.returncode == 2
    assert done.stdout.startswith(
        "::error file=schema/orders.yaml,line=4,col=1,title=declaration::table orders: unknown key 'colums'%0A"
    )
    assert "schema/orders.yaml:5:6" in comments.there[-1]["body"]
    report = json.loads((project / "neodiff-review" / "code-quality.json").read_text())
    assert [each["location"]["lines"]["begin"] for each in report] == [4, 5]


def test_a_comment_that_is_not_taken_is_told(project: Path, comments: Comments) -> None:
    comments.refuse = True
    done = action(github(project, comments))
    assert done.returncode == 0
    assert "no comment: GET" in done.stderr
    assert "403 Forbidden" in done.stderr


def test_gitlab(project: Path, comments: Comments, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"GITLAB_CI": "true", "CI_API_V4_URL": comments.url, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "5"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert "GITLAB_TOKEN is not set" in neodiff("ci")[2]
    monkeypatch.setenv("GITLAB_TOKEN", "t0ken")
    assert "comment posted" in neodiff("ci")[2]
    assert "comment updated" in neodiff("ci")[2]
    assert comments.asked[-1] == ("PUT", "/projects/3/merge_requests/5/notes/131", "t0ken")


def test_everywhere_the_same_command(project: Path) -> None:
    """The action, GitLab's recipe, and what init writes."""
    neodiff("init", "new")
    written = yaml.safe_load((project / "new" / ".github" / "workflows" / "schema.yml").read_text())
    runs = [step["run"] for step in written["jobs"]["review"]["steps"] if "run" in step]
    recipe = yaml.safe_load((ROOT / "templates" / "neodiff.yml").read_text())["neodiff"]
    assert runs == recipe["script"] == ["pip install neodiff", "neodiff ci --out neodiff-review"]
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
    assert neodiff(*hook["entry"].split()[1:])[0] == 0
    assert re.match(hook["files"], "schema/tables/orders.yaml")


def test_a_long_comment_is_cut_between_its_parts() -> None:
    text = f"# A\n\nshort\n\n<details>\n\n```sql\n\n{'long ' * 20}\n```\n\n</details>\n\nlast\n"
    whole = f"{MARK}\n{text}"
    assert body(text, len(whole)) == whole
    assert body(text, len(whole) - 1) == f"{MARK}\n# A\n\nshort\n{CUT}"
