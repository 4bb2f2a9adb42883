"""Which service runs us, by its environment, and where it keeps the comments of the pull request. Knows no plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from neodiff.ci.comment import Place


@dataclass(frozen=True, slots=True)
class Service:
    """place: of the comments, None where there are none to write and then `why`; summary: a file that gets Markdown too."""

    name: str
    place: Place | None
    why: str = ""
    summary: str = ""


def service(environment: Mapping[str, str]) -> Service:
    if environment.get("GITHUB_ACTIONS") == "true":
        return _github(environment)
    if environment.get("GITLAB_CI") == "true":
        return _gitlab(environment)
    return Service("", None, "no pull request: neither GitHub Actions nor GitLab CI runs this")


def _github(env: Mapping[str, str]) -> Service:
    summary, number = env.get("GITHUB_STEP_SUMMARY", ""), _pull_request(env.get("GITHUB_EVENT_PATH", ""))
    token, repository = env.get("GITHUB_TOKEN", ""), env.get("GITHUB_REPOSITORY", "")
    if number is None:
        return Service("github", None, "this run is not for a pull request", summary)
    if not token:
        return Service("github", None, "GITHUB_TOKEN is not set", summary)
    api = f"{env.get('GITHUB_API_URL', 'https://api.github.com')}/repos/{repository}/issues"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    # 65,536 characters are taken (GitHub's answer to more is 422)
    return Service(
        "github", Place(f"{api}/{number}/comments", f"{api}/comments", "PATCH", headers, 65_000), "", summary
    )


def _pull_request(path: str) -> int | None:
    if not path:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            number = json.load(file).get("pull_request", {}).get("number")
    except (OSError, ValueError, AttributeError):
        return None
    return number if isinstance(number, int) else None


def _gitlab(env: Mapping[str, str]) -> Service:
    number, token = env.get("CI_MERGE_REQUEST_IID", ""), env.get("GITLAB_TOKEN", "")
    if not number:
        return Service("gitlab", None, "this run is not for a merge request")
    if not token:
        return Service("gitlab", None, "GITLAB_TOKEN is not set (a token with scope api; CI_JOB_TOKEN may not comment)")
    notes = f"{env.get('CI_API_V4_URL', '')}/projects/{env.get('CI_PROJECT_ID', '')}/merge_requests/{number}/notes"
    return Service("gitlab", Place(notes, notes, "PUT", {"PRIVATE-TOKEN": token}, 900_000))
