"""`motcua …` as a process, as of the day of the letter, with somebody's token: what it says, and its exit code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.db import roles
from tests import forking
from tests.processes import SECRET_KEY

OWNER = "postgresql://postgres@/"
"""How the addresses begin by which tests prepare databases; with a token, commands log in as staff."""


@dataclass
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        assert self.code == 0, self.err
        found: dict[str, Any] = json.loads(self.out)
        return found


def environment(settings: dict[str, str], token: str | None = None) -> dict[str, str]:
    """The environment of a command with these settings, without their prefix."""
    own = {"SECRET_KEY": SECRET_KEY, "AS_OF": "2021-08-22T09:00", **settings}
    if token is not None and own.get("DATABASE_URL", "").startswith(OWNER):
        own["STAFF_DATABASE_URL"] = roles.as_role(own["DATABASE_URL"], roles.STAFF)
    return forking.environment(own if token is None else {**own, "STAFF_TOKEN": token})


def run(*arguments: str, settings: dict[str, str], token: str | None = None, answer: str = "") -> Answer:
    """Run a command to its end; ``answer`` is what is typed where it asks."""
    done = forking.run("bot", *arguments, env=environment(settings, token), said=answer, timeout=60)
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)
