"""The tables of docs/booking-api.md, written from the code so that they cannot drift."""

from __future__ import annotations

from booking_api.problems import PREFIX, all_problems
from booking_api.settings import Settings


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    lines = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "required" if field.is_required() else f"`{field.get_default()}`"
        lines.append(f"| `MOTCUA_BOOKING_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines)


def problems_table() -> str:
    """Return the problem types as a Markdown table."""
    lines = ["| status | `type` | when | also holds | stored under the key |", "|---|---|---|---|---|"]
    for problem in all_problems():
        members = ", ".join(f"`{name}`" for name in problem.members)
        stored = "yes" if problem.stored else "no"
        when = (problem.__doc__ or "").strip()
        lines.append(f"| {problem.status} | `{PREFIX}{problem.slug}` | {when} | {members} | {stored} |")
    return "\n".join(lines)
