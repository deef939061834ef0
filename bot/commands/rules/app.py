"""`motcua rules`: all of its commands."""

from __future__ import annotations

from bot.commands.rules import at, drafts, publishing
from bot.commands.rules.desk import app

__all__ = ["app", "at", "drafts", "publishing"]
