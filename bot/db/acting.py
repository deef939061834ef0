"""Being somebody of the staff on a connection: by the personal token that its session starts with."""

from __future__ import annotations

import re

from psycopg.conninfo import conninfo_to_dict, make_conninfo

TOKEN_SETTING = "motcua.staff_token"  # noqa: S105 - a name
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)


def acting(url: str, token: str) -> str:
    """Return ``url`` for sessions in which the database knows who acts; row security asks for it."""
    if not _TOKEN.fullmatch(token.strip()):
        return url  # no token that was ever given; whoever asks for its owner says so in words
    own = str(conninfo_to_dict(url).get("options") or "")
    return make_conninfo(url, options=f"{own} -c {TOKEN_SETTING}={token.strip()}".strip())
