"""`environments:` of neodiff.yaml: the form of one, and what is wrong with how they name each other. Opens no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neodiff.problems import Problems
from neodiff.yaml.form import Bool, Field, Object, OneOrMany, Str
from neodiff.yaml.form_base import nearest
from neodiff.yaml.source import Map

DURATION: Final = r"[0-9]{1,5} ?(?:min|h|d)"
_DAY: Final = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_CLOCK: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9])"
WINDOW: Final = rf"(?:{_DAY}(?:-{_DAY})? )?{_CLOCK}-(?:{_CLOCK}|24:00)(?: [A-Za-z][\w/+-]*)?"


def form() -> Object:
    return Object(
        {
            "url": Field(Str(), doc="postgresql://..., or $NAME of an environment variable"),
            "url_command": Field(
                Str(), doc="a program that prints the URL, as secret stores have them: op read op://vault/db/url"
            ),
            "snapshot": Field(Str(), doc="folder of a snapshot, used while the url is not set"),
            "after": Field(
                Str(), doc="the environment that has had every migration, validated, before this one gets it"
            ),
            "soak": Field(
                Str(DURATION, like="30min, 24h or 3d"), doc="for how long it must have had it there: 30min, 24h, 3d"
            ),
            "window": Field(
                OneOrMany(Str(WINDOW, like="Sat 02:00-04:00 Europe/Berlin")),
                doc="when it may be changed: Sat 02:00-04:00 Europe/Berlin; UTC unless said",
            ),
            "backup": Field(
                Object(
                    {
                        "folder": Field(Str(), required=True, doc="where `neodiff backup` puts them"),
                        "max_age": Field(
                            Str(DURATION, like="30min, 24h or 3d"), doc="how old it may be; 24h unless said"
                        ),
                    },
                    short="folder",
                    noun="backup",
                ),
                doc="a verified backup that must be there before it is changed",
            ),
            "protected": Field(Bool(), doc="its name is typed before it is changed"),
            "four_eyes": Field(Bool(), doc="somebody else must agree, who is named"),
        },
        noun="environment",
    )


def check(settings: Map, name: str, problems: Problems) -> None:
    """Adds names that are none of an environment, and circles of `after`."""
    environments = settings.get("environments") or {}
    default = settings.get("default")
    if default is not None and str(default) not in environments:
        hint = nearest(str(default), environments) if environments else "there are none: add `environments:`"
        problems.add(settings.value_pos["default"], f"{name}: default: no environment {str(default)!r}", hint)
    for each, found in environments.items():
        where = f"{name}: environments: {each}"
        if "url" in found and "url_command" in found:
            problems.add(found.key_pos["url_command"], f"{where}: url and url_command: expected one of them")
        if "soak" in found and "after" not in found:
            problems.add(
                found.key_pos["soak"], f"{where}: soak without after: expected the environment where it is counted"
            )
        if "after" not in found:
            continue
        pos = found.value_pos["after"]
        if str(found["after"]) not in environments:
            problems.add(
                pos,
                f"{where}: after: no environment {str(found['after'])!r}",
                nearest(str(found["after"]), environments),
            )
        elif str(each) in _before(str(each), environments):
            problems.add(pos, f"{where}: after: comes after itself; expected an order with a first one")


def _before(name: str, environments: Mapping[str, Any]) -> list[str]:
    out: list[str] = []
    while (name := str((environments.get(name) or {}).get("after", ""))) and name not in out:
        out.append(name)
    return out
