"""neodiff: a PostgreSQL schema declared in YAML, diffed, planned both ways, and proven before anyone reads it.

For programs: `diff`, `check`, `render`, `load`, `types` and `scratch_databases`, the `Plan` that they give, and the errors that they
raise; `neodiff.library` has what each takes. What is named here is imported when it is first asked for: `import neodiff` is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neodiff.declare.declaration import Declaration
    from neodiff.errors import PlanError, UserError
    from neodiff.finding import Finding
    from neodiff.library import Plan, Refusal, Statement, check, diff, load, render, scratch_databases, types
    from neodiff.problems import DeclarationError

__version__ = "0.1.0"
__all__ = [
    "Declaration",
    "DeclarationError",
    "Finding",
    "Plan",
    "PlanError",
    "Refusal",
    "Statement",
    "UserError",
    "check",
    "diff",
    "load",
    "render",
    "scratch_databases",
    "types",
]
_ELSEWHERE = {
    "Declaration": "neodiff.declare.declaration",
    "DeclarationError": "neodiff.problems",
    "Finding": "neodiff.finding",
    "PlanError": "neodiff.errors",
    "UserError": "neodiff.errors",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'neodiff' has no attribute {name!r}")
    return getattr(import_module(_ELSEWHERE.get(name, "neodiff.library")), name)
