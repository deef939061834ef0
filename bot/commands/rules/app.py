"""`motcua rules`: all of its commands."""

from __future__ import annotations

from bot.commands.rules import at, checking, drafts, publishing, told
from bot.commands.rules.desk import app

__all__ = ["app", "at", "checking", "drafts", "publishing", "told"]
