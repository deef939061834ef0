"""The functions of ``roles.sql``: what they are, and who may call them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOR_STAFF = (
    "staff_of_token(text)",
    "acting_name()",
    "acting_role()",
    "acting_units()",
    "acts_as_owner()",
    "staff_exists()",
    "token_stands(bytea, text, text)",
    "staff_add(text, text, bytea, text[], timestamptz, boolean)",
    "staff_disable(text, boolean)",
    "staff_renew(bytea, bytea, timestamptz)",
    "link_own_chat(text, text)",
    "waiting_on(text)",
    "questions_after(bigint)",
)
_FOR_BOT = ("claim_home(boolean)",)


def script() -> str:
    """Return the statements that make the functions, or make them anew."""
    return (files("bot.db") / "roles.sql").read_text(encoding="utf-8")


def grants(bot: str, staff: str) -> Iterator[str]:
    """Yield who may call them: each role its own, and nobody else but the owner."""
    for function in _FOR_BOT:
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {bot}"
    for function in _FOR_STAFF:
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {staff}"
