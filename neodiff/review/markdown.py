"""The Plan as review.md: what a pull request shows. Risk first, then what changes, then both scripts."""

from __future__ import annotations

from neodiff.compare import Plan
from neodiff.review import script
from neodiff.review import text as plain


def text(plan: Plan) -> str:
    lines = [f"# {plain.summary(plan)}", ""]
    for delta in plan.deltas:
        lines.append(f"- `{delta.sign}` {delta.id}")
    lines += ["", "## forward.sql", "", "```sql", script.forward(plan).rstrip(), "```", "", "## reverse.sql", "", "```sql"]
    return "\n".join([*lines, script.reverse(plan).rstrip(), "```", ""])
